using DuckDB.NET.Data;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>What <c>transfer extract --out</c> wrote is what <c>transfer train</c> reads.</summary>
public sealed class ExtractedTableTests : IDisposable
{
    private static readonly Dictionary<string, string> Recipe = new()
    {
        ["model"] = "tiny",
        ["model sha256"] = "12ab",
        ["cut"] = "pool",
        ["preprocessing"] = "order=RGB",
        ["image size"] = "32",
        ["pooling"] = "avg",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Files => ["features.parquet", "features.arrow", "features.npy"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Features_of_images_are_trained_on_with_their_classes_and_splits(string name)
    {
        var path = Write(name, Rows());
        var said = new List<string>();
        var result = TransferLearning.Train(Options(path), new TableSamples.Sentences(said));
        Assert.Equal(1, result.Validation.Accuracy!.Value, 0.1);
        var record = result.Run.ReadRecord();
        Assert.Equal(["cats", "dogs"], record.Classes);
        Assert.Equal((40, 20), (record.Samples["train"], record.Samples["validation"]));
        Assert.Contains($"Data: 40 training and 20 validation rows [6] from '{path}', split by its column 'split'.", said);
        Assert.Contains($"Not used: 6 test rows of '{path}'. Tables have no test set of their own.", said);
        Assert.Contains($"Left out: 2 rows of '{path}' without features (2 truncated).", said);
        Assert.Equal(!name.EndsWith(".npy", StringComparison.Ordinal), said.Contains(
            $"Features of '{path}': model tiny, cut pool, preprocessing order=RGB, image_size 32, pooling avg."));
        Assert.Contains("validation/cats/40.jpg", File.ReadAllText(result.Run.PredictionsPath("validation")), StringComparison.Ordinal);
        Assert.Equal(name.EndsWith(".npy", StringComparison.Ordinal) ? 2 : 1, record.Tables.Count);
        Assert.Equal(66, TransferCommand.Run("predict", result.ModelPath, path).Output.Split('\n').Length - 1);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Without_splits_a_share_of_the_images_validates_and_their_views_are_trained_on(string name)
    {
        var rows = Rows().Where(r => r.IsOk).Take(40)
            .SelectMany(r => Enumerable.Range(0, 3).Select(view => r with { View = view, Split = "" }));
        var path = Write(name, rows);
        var split = TableSplit.Read(Options(path));
        Assert.Equal((8, 96), (split.ValidationRows.Length, split.TrainRows.Length));
        Assert.All(split.ValidationRows, i => Assert.Equal(0, split.Train.ViewOf(i)));
        Assert.Empty(split.TrainRows.Select(i => split.Train.Images[i]).Intersect(split.ValidationRows.Select(i => split.Train.Images[i])));
        Assert.Equal(40, split.All().Rows.Length);
        Assert.Equal(120, split.Train.SampleNames.Distinct().Count());
    }

    [Fact]
    public void Two_files_are_trained_on_and_validated_with()
    {
        var train = Write("train.parquet", Rows().Where(r => r.Split == "train").Select(r => r with { Split = "" }));
        var validation = Rows().Where(r => r.Split == "validation").ToList();
        var options = Options(train) with { ValidationData = Write("validation.arrow", validation) };
        var split = TableSplit.Read(options);
        Assert.Equal((40, 20), (split.TrainRows.Length, split.ValidationRows.Length));

        Write("validation.arrow", validation.Select(r => r with { Recipe = new Dictionary<string, string>(Recipe) { ["cut"] = "other" } }));
        Assert.Equal($"The features of '{options.ValidationData}' have another cut (other) than those that are trained on (pool); "
            + "expected the same. Extract them in the same way.", Refused(options));
        Assert.Contains("and '" + Write("validation.arrow", validation) + "' is given for it, too. Leave one of the two out.",
            Refused(options with { Data = Write("all.parquet", Rows()) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_columns_can_be_targets()
    {
        var path = Write("features.parquet", Rows().Where(r => r.IsOk));
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        var other = _folder.File("other.parquet");
        command.CommandText = $"copy (select * replace (features::float[] as features), view * 0.5 + 1.25 as price from '{path}') to "
            + $"'{other}'";
        command.ExecuteNonQuery();
        var data = TableFiles.Read(other, "price", TaskKind.Regression);
        Assert.Equal((66, 6, 1.25f), (data.Count, data.Length, data.Targets[0]));
        Assert.Equal(["cats", "dogs"], TableFiles.Read(other).Classes);
        command.CommandText = $"copy (select 1 as a, 2 as b) to '{other}'";
        command.ExecuteNonQuery();
        Assert.Equal($"'{other}' has no column 'features' of lists; expected a file that an extraction wrote. Save other tables as CSV or "
            + ".npz.",
            Assert.Throws<InvalidDataException>(() => TableFiles.Read(other)).Message);
        Assert.Equal($"'{path}' has no column 'price'; it has path, class, split, view, outcome.",
            Assert.Throws<InvalidDataException>(() => TableFiles.Read(path, "price")).Message);
        Assert.StartsWith($"'train/cats/0.jpg' of '{path}' has 'cats' in the column 'class'; expected a number",
            Assert.Throws<InvalidDataException>(() => TableFiles.Read(path, "class", TaskKind.Regression)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_image_in_no_class_folder_is_named(string name)
    {
        var path = Write(name, Rows().Select(r => r.Path == "train/cats/2.jpg" ? r with { Class = "" } : r));
        Assert.StartsWith($"'train/cats/2.jpg' of '{path}' has no class in the column 'class'; expected one for each sample.",
            Refused(Options(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_does_not_fit_its_matrix_is_named()
    {
        var path = Write("features.npy", Rows());
        var lines = File.ReadAllLines(_folder.File("features.csv"));
        File.WriteAllLines(_folder.File("features.csv"), lines.SkipLast(3));
        Assert.StartsWith($"'{path}' has 66 rows, and '{_folder.File("features.csv")}' names 65 of them; expected all of them, in order.",
            Refused(Options(path)), StringComparison.Ordinal);
        File.WriteAllText(_folder.File("features.csv"), "a,b\n1,2\n");
        Assert.Equal($"'{path}' has features and no targets. Give the file of the targets, too.", Refused(Options(path)));
    }

    [Theory]
    [InlineData("features.parquet", "cannot be read as Parquet")]
    [InlineData("features.arrow", "cannot be read as an Arrow file")]
    public void Damaged_files_are_named(string name, string sentence)
    {
        var bytes = File.ReadAllBytes(Write(name, Rows()));
        var random = new Transfer.Augmentation.SeededRandom(18);
        var refused = 0;
        for (var i = 0; i < 60; i++)
        {
            var copy = i == 0 ? "this is text"u8.ToArray() : bytes[..(int)random.Uniform(0, bytes.Length)];
            var path = _folder.Write("damaged" + Path.GetExtension(name), copy);
            var fault = Record.Exception(() => TableFiles.Read(path));
            Assert.True(fault is null or InvalidDataException, $"{fault}");
            refused += fault?.Message.StartsWith($"'{path}' {sentence}", StringComparison.Ordinal) == true ? 1 : 0;
        }

        Assert.InRange(refused, 55, 60);
    }

    /// <summary>Forty training, twenty validation and six test images of two classes, and two without features.</summary>
    private static IEnumerable<ExtractedRow> Rows()
    {
        for (var i = 0; i < 66; i++)
        {
            var (split, name) = (i < 40 ? "train" : i < 60 ? "validation" : "test", i % 2 == 0 ? "cats" : "dogs");
            var features = TableSamples.Vector(i, 1);
            features[0] = i % 2 == 0 ? 4 : -4;
            yield return new ExtractedRow($"{split}/{name}/{i}.jpg", name, 0, "ok", features) { Split = split, Recipe = Recipe };
        }

        yield return new ExtractedRow("train/cats/x.jpg", "cats", 0, "truncated", default) { Split = "train", Recipe = Recipe };
        yield return new ExtractedRow("y.jpg", "", 0, "truncated", default) { Recipe = Recipe };
    }

    private static string Refused(TrainOptions options) =>
        Assert.Throws<InvalidDataException>(() => TableSplit.Read(options)).Message;

    private string Write(string name, IEnumerable<ExtractedRow> rows)
    {
        var path = _folder.File(name);
        using var file = FeatureFile.Create(path);
        foreach (var row in rows)
        {
            file.Append(row);
        }

        file.Finish();
        return path;
    }

    private TrainOptions Options(string data) => new()
    {
        Data = data,
        Run = _folder.File("run"),
        Overwrite = true,
        Head = new HeadOptions { Layers = "dense:16,relu" },
        Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-2 },
        Features = new FeatureOptions { Device = "cpu" },
    };
}
