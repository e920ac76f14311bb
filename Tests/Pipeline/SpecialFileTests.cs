using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>A pipe, a socket or a device that is named like an image is said to be none, by everything that reads images.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private const string Reason = "is a pipe, a socket or a device";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _sentences = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_that_reads_images_waits_for_them()
    {
        var data = DrawnImages.Folder(_folder, 5);
        var special = SpecialFiles.Plant(_folder, Path.Combine("data", "red"));
        var options = new TrainOptions
        {
            Data = data,
            Features = new FeatureOptions
            {
                Model = TinyModels.Create().Save(_folder),
                Preprocessing = "tf",
                Cache = _folder.File("cache"),
            },
            Trainer = new TrainerOptions { Epochs = 1 },
            Views = new ViewOptions { Fresh = true },
            Run = _folder.File("run"),
        };
        var result = TransferLearning.Train(options, new Heard(_sentences));
        AssertLeftOut(special, _sentences);

        _sentences.Clear();
        FineTuning.Run(new FineTuneOptions { From = result.Run.Path, Unfreeze = "conv2", Run = _folder.File("tuned") },
            new Heard(_sentences));
        // The run knows that they are no images.
        AssertLeftOut([], _sentences);

        _sentences.Clear();
        RunEvaluation.Run(new EvaluateOptions { Run = result.Run.Path, Split = "validation" }, new Heard(_sentences));
        TransferLearning.Export(new ExportOptions { Run = result.Run.Path });
        RunReport.Write(result.Run.Path);

        using var classifier = ImageClassifier.Load(result.ModelPath, new ClassifierOptions { TestViews = 1 });
        var predictions = classifier.Predict(data).ToList();
        Assert.Equal(10, predictions.Count(p => p.Error is null));
        Assert.Equal(special.Select(path => (path, Reason)), predictions.Where(p => p.Error is not null).Select(p => (p.Path, p.Error!)));
        Assert.All(special, path => Assert.Equal(Reason, classifier.Predict(path).Single().Error));

        var unread = AugmentationPreview.Save(data, _folder.File("sheet.png"), new ViewSheetOptions(), 20);
        Assert.Equal(special.Select(path => (path, Reason)), unread.Select(u => (u.Path, u.Reason)));

        Assert.All(special, path => Assert.Throws<FileNotFoundException>(() => CachedImage.Find(path, options.Features.Cache)));
        var extract = new ExtractOptions { Data = data, Features = options.Features, FollowLinks = true };
        CacheRecomputation.Run(extract, 1);
        CachePruning.Run(new PruneOptions { Cache = options.Features.Cache, Data = [data] });
        var groups = Assert.Throws<InvalidDataException>(
            () => ImageGroups.Of([new ImageSample(special[1], 0)], "similar", data, Imaging.Skia));
        Assert.Contains("could be read before and cannot now", groups.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extraction_gives_each_its_outcome()
    {
        _folder.Write("data/good.png", ImageFactory.Png(9, 9));
        SpecialFiles.Plant(_folder, "data");
        _folder.Write("data/notes.txt", [1]);
        _folder.Write("data/a.tif", [1]);
        _folder.Write("data/b.tif", [1]);
        var texts = new List<string>();
        var rows = await FeatureExtraction.ExtractAsync(
            new ExtractOptions
            {
                Data = _folder.File("data"),
                FollowLinks = true,
                Features = new FeatureOptions
                {
                    Model = TinyModels.Create().Save(_folder),
                    Preprocessing = "tf",
                    Cache = _folder.File("cache"),
                },
            },
            new Texts(texts)).ToListAsync();
        Assert.Equal(
            ["a.tif not an image", "b.tif not an image", "device.jpg not a file", "good.png ok", "notes.txt other file",
                "pipe.jpg not a file", "socket.jpg not a file"],
            rows.Select(r => $"{r.Path} {r.Outcome}"));
        Assert.Contains("Not read: 1 .txt.", texts);
    }

    private static void AssertLeftOut(string[] special, List<string> sentences) => Assert.Equal(
        special.Select(path => $"Left out: {path}: {Reason}"),
        sentences.Where(s => s.StartsWith("Left out", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    private sealed class Heard(List<string> sentences) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => sentences.Add(value.Text);
    }

    private sealed class Texts(List<string> texts) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => texts.Add(value.Text);
    }
}
