using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Probing;

public sealed class PreprocessingSearchTests : IDisposable
{
    private const int PerClass = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_whose_input_ends_at_one_wants_small_numbers()
    {
        var result = TransferLearning.FindPreprocessing(Options());
        Assert.Equal(2 * PerClass * 4 / 5, result.Images);
        Assert.Equal(1, result.Proposed.Accuracy.Value);
        var pixels = result.Scores.Single(s => s.Preprocessing == "none");
        Assert.False(pixels.IsAsGood);
        Assert.InRange(pixels.Difference!.Value, -1, -0.2);
        Assert.Equal(result.Scores.OrderBy(s => s.Error), result.Scores);
        Assert.Null(result.Known);
    }

    [Fact]
    public void The_same_seed_gives_the_same_scores() => Assert.Equal(
        TransferLearning.FindPreprocessing(Options()).Scores, TransferLearning.FindPreprocessing(Options()).Scores);

    [Fact]
    public void What_is_known_stays_where_nothing_is_better()
    {
        var options = Options();
        BackboneFiles.Add(options.Features.Model!, new BackboneFacts { Preprocessing = "order=BGR,mean=104/117/124,std=1" });
        var result = TransferLearning.FindPreprocessing(options);
        Assert.Equal("order=BGR,mean=104/117/124,std=1", result.Proposed.Preprocessing);
        Assert.True(result.Proposed.IsKnown);
    }

    [Fact]
    public void Training_with_auto_has_what_was_found()
    {
        var (options, said) = (Options(), new SaidSentences());
        var result = TransferLearning.Train(
            new TrainOptions
            {
                Data = options.Data,
                Features = options.Features with { Preprocessing = "auto", Cache = _folder.File("cache") },
                Trainer = new TrainerOptions { Epochs = 2 },
                Run = _folder.File("run"),
            },
            said);
        var proposed = TransferLearning.FindPreprocessing(options).Proposed.Preprocessing;
        Assert.Equal(Preprocessing.Parse(proposed).ToString(), RunFolder.Open(result.Run.Path).ReadRecord().Preprocessing);
        said.Beginning($"Preprocessing: Best: {proposed} (");
    }

    [Fact]
    public void What_cannot_be_found_is_said()
    {
        var options = Options();
        Assert.Equal("The number of images is 5; expected 10 to 1000, such as 200.", Sentence<InvalidOptionsException>(
            () => TransferLearning.FindPreprocessing(options with { Images = 5 })));
        Assert.StartsWith("The preprocessing is to be found, and an extraction has no classes", Sentence<InvalidOptionsException>(
            () => OpenBase.Open(new ExtractOptions { Data = options.Data, Features = new FeatureOptions { Preprocessing = "auto" } })),
            StringComparison.Ordinal);
        var few = DrawnImages.Folder(_folder, perClass: 4, size: 8);
        Directory.Move(few, _folder.File("few"));
        Assert.Contains("has 6 training images that can be used, of 2 classes; expected at least 10 of two", Sentence<InvalidDataException>(
            () => TransferLearning.FindPreprocessing(options with { Data = _folder.File("few") })), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bundled_network_wants_its_own_on_photographs()
    {
        var result = TransferLearning.FindPreprocessing(
            new PreprocessingSearchOptions { Data = Repository.Shared("data", "cats-vs-dogs"), Images = 40 });
        Assert.Equal("mean=127,std=128", result.Proposed.Preprocessing);
        Assert.False(result.Scores.Single(s => s.Preprocessing == "none").IsAsGood);
    }

    private static string Sentence<T>(Action work)
        where T : Exception => Assert.Throws<T>(work).Message;

    private PreprocessingSearchOptions Options() => new()
    {
        Data = Directory.Exists(_folder.File("photos")) ? _folder.File("photos") : Photos(),
        Features = new FeatureOptions { Model = TinyModels.CreateClipped(size: 16).Save(_folder) },
    };

    private string Photos()
    {
        Directory.Move(DrawnImages.Folder(_folder, PerClass, size: 20), _folder.File("photos"));
        return _folder.File("photos");
    }
}
