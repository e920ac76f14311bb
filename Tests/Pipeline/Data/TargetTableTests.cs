using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class TargetTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_label_each_makes_classes_and_each_gives_its_share_to_validation()
    {
        var data = Read("path,label\n" + Rows(20, i => i < 15 ? "cat" : "dog"));
        Assert.Equal((TaskKind.Binary, "cat dog"), (data.Kind, string.Join(' ', data.Classes)));
        Assert.Equal([3, 1], new[] { 0, 1 }.Select(label => data.Validation.Count(s => s.Label == label)));
        Assert.Equal([12, 4], new[] { 0, 1 }.Select(label => data.Train.Count(s => s.Label == label)));
        Assert.Equal("16 training and 4 validation images with 2 classes from 'targets.csv'; validation is 20 % of each class, chosen "
            + "by the seed", Described(data));
        Assert.Equal(data.Validation, Read("path,label\n" + Rows(20, i => i < 15 ? "cat" : "dog")).Validation);
        Assert.All(data.Train, s => Assert.Null(s.Targets));
    }

    [Fact]
    public void Several_labels_or_none_make_a_multi_label_task()
    {
        var data = Read("path,label\n" + Rows(4, i => new[] { "sea|sand", "sea", "", "tree" }[i]));
        Assert.Equal((TaskKind.MultiLabel, "sand sea tree"), (data.Kind, string.Join(' ', data.Classes)));
        var all = data.Train.Concat(data.Validation).OrderBy(s => s.Path, StringComparer.Ordinal).Select(s => string.Join(' ', s.Targets!));
        Assert.Equal(["1 1 0", "0 1 0", "0 0 0", "0 0 1"], all);
        // One label each are labels, too, where that is said.
        Assert.Equal(TaskKind.MultiLabel, Read("path,label\n" + Rows(4, i => $"{i}"), "multilabel").Kind);
    }

    [Fact]
    public void Columns_of_numbers_are_values()
    {
        var data = Read("path,price,area\n" + Rows(10, i => $"{i},0.5"));
        Assert.Equal((TaskKind.Regression, "price area"), (data.Kind, string.Join(' ', data.Classes)));
        Assert.Equal((8, 2), (data.Train.Count, data.Validation.Count));
        Assert.All(data.Train, s => Assert.Equal(0.5f, s.Targets![1]));
        Assert.Contains("with 2 values from 'targets.csv'; validation is 20 %, chosen by the seed", Described(data),
            StringComparison.Ordinal);
        Assert.Equal(TaskKind.Regression, Read("path,label\n" + Rows(4, i => $"{i}"), "regression").Kind);
        Assert.Equal(TaskKind.UnitRegression, Read("path,share\n" + Rows(4, i => $"0.{i}"), "unit_regression").Kind);
    }

    [Fact]
    public void Paths_that_name_the_split_are_split_by_it()
    {
        string[] parts = ["train", "train", "validation", "test"];
        foreach (var (index, part) in parts.Index())
        {
            File.WriteAllText(_folder.File("data", part, $"{index}.png"), "");
        }

        var data = Read("path,value\n" + string.Concat(parts.Index().Select(p => $"{p.Item}/{p.Index}.png,1\n")));
        Assert.Equal((2, 1, 1), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.EndsWith("from 'targets.csv', split by the folders train, validation and test", Described(data), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Train Val tst", 2, "the folders 'Train' (taken as train), 'Val' (taken as validation) and 'tst' (taken as test)")]
    [InlineData("all/train all/dev all/test", 2, "the folders train, 'dev' (taken as validation) and test")]
    [InlineData("train valid test extra", 3, "the folders train, 'valid' (taken as validation) and test")]
    public void Splits_are_recognised_as_in_folders_of_classes(string folders, int train, string said)
    {
        string[] parts = folders.Split(' ');
        var data = ReadPaths([parts[0] + "/x.png", .. parts.Select((part, i) => $"{part}/{i}.png")]);
        Assert.Equal((train, 1, 1), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.EndsWith($"split by {said}", data.Description, StringComparison.Ordinal);
        Assert.Equal(parts.Length == 4, data.Sentences.Last().Contains(
            "lie in no folder of a split and are trained on, such as those in 'extra'.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train val valid", "has paths in 'val' and 'valid', which look like validation images; expected one such folder.")]
    [InlineData("photos test", "has paths in 'test' and none in 'train'.")]
    public void Folders_that_could_be_splits_are_asked_about(string folders, string sentence) => Assert.Contains(
        sentence, Assert.Throws<InvalidDataException>(() => ReadPaths([.. folders.Split(' ').Select(f => f + "/1.png")])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_all_images_are_in_is_no_split() =>
        Assert.Equal((4, 1, 0), ReadPaths([.. Enumerable.Range(0, 5).Select(i => $"test/{i}.png")]) is var data
            ? (data.Train.Count, data.Validation.Count, data.Test.Count) : default);

    [Theory]
    [InlineData("path,label\n0.png,cat\nnone.png,dog\n", null, "names 1 of 2 images that are not in")]
    [InlineData("path,label\n0.png,cat\n0.png,dog\n", null, "has the image '0.png' 2 times; expected each once")]
    [InlineData("path,label\n0.png,cat\n1.png,cat\n", null, "have the class 'cat'; expected at least two classes.")]
    [InlineData("path,label\n0.png,cat\n1.png,dog\n2.png,dog\n", null, "The class 'cat' has one sample.")]
    [InlineData("path\n0.png\n", null, "has no column of targets beside that of the paths; expected a column 'label', or columns of "
        + "numbers.")]
    [InlineData("photo,label\n0.png,cat\n", null,
        "has no column 'path'; it has photo, label. Call the column of the images' paths path, filename, file, image or image_path.")]
    [InlineData("path,image,label\n0.png,0.png,cat\n", null, "has the columns 'path' and 'image'; expected one of them.")]
    [InlineData("path,price\n0.png,1\n1.png,much\n", null, "Line 3 of")]
    [InlineData("path,price\n0.png,1\n1.png,2\n", "binary", "The class '1' has one sample.")]
    [InlineData("path,price,area\n0.png,1,2\n1.png,2,3\n", "binary", "has 1, 2 in its 2 targets, and classes exclude each other")]
    [InlineData("path,share\n0.png,1\n1.png,2.5\n", "unit_regression",
        "has 2.5 in the column 'share', and unit_regression learns values from 0 to 1.")]
    [InlineData("path,label\n0.png,\n1.png,\n", "multilabel", "have no label in the column 'label'; expected such as 'sand|sea'")]
    [InlineData("path,label\n0.png,cat\n1.png,\n2.png,dog\n", null, "targets.csv' has no class in the column 'label'; expected one for "
        + "each")]
    public void What_makes_no_sense_is_said_in_a_sentence(string table, string? task, string sentence)
    {
        var exception = Record.Exception(() => Read(table, task));
        Assert.True(exception is IOException or InvalidDataException, $"{exception}");
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    private static string Rows(int count, Func<int, string> targets) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"{i}.png,{targets(i)}\n"));

    private static string Described(ImageDataset data) =>
        System.Text.RegularExpressions.Regex.Replace(data.Description, "'[^']*targets.csv'", "'targets.csv'");

    private ImageDataset ReadPaths(string[] paths)
    {
        foreach (var path in paths)
        {
            _folder.Write($"data/{path}", []);
        }

        return Read("path,value\n" + string.Concat(paths.Select(path => $"{path},1\n")));
    }

    private ImageDataset Read(string table, string? task = null)
    {
        for (var i = 0; i < 20; i++)
        {
            File.WriteAllText(_folder.File("data", $"{i}.png"), "");
        }

        var path = _folder.Write("targets.csv", System.Text.Encoding.UTF8.GetBytes(table));
        return TargetTable.Read(_folder.File("data"), path, task, 0.2, seed: 1);
    }
}
