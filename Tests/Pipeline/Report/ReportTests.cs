using System.Text;
using SkiaSharp;
using TorchSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Browser _browser;
    private readonly string _data;

    public ReportTests(Browser browser)
    {
        _browser = browser;
        _data = DrawnImages.Folder(_folder, 12, split: true);
        TinyModels.Create().Save(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fine_tuned_run_has_a_page_with_everything_in_it_that_a_browser_shows_without_a_word()
    {
        _folder.Write("data/test/blue/a.png", DrawnImages.Png(0, 200, 48));
        _folder.Write("data/test/red/b.png", DrawnImages.Png(1, 201, 48));
        var head = TransferLearning.Train(Options("head"));
        var tuned = FineTuning.Run(new FineTuneOptions
        {
            From = head.Run.Path,
            Unfreeze = "conv2",
            Run = _folder.File("a & b"),
            Trainer = new TrainerOptions { Epochs = 2, LearningRate = 1e-4 },
        });
        Assert.Equal(0, TransferCommand.Run("evaluate", tuned.Run.Path).Code);
        var (code, output, error) = TransferCommand.Run("report", tuned.Run.Path);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"Written: {tuned.Run.ReportPath}", output, StringComparison.Ordinal);

        var page = File.ReadAllText(tuned.Run.ReportPath);
        Assert.All(
        [
            "<h1>a &amp; b</h1>", "tiny, fine-tuned from conv2 on", "<h2>Learning curves</h2>", "<h2>Frozen against fine-tuned</h2>",
            "<h2>Each class</h2>", "best epoch, ", "Confusion matrix of the validation samples", "ROC curve of the validation samples",
            "Precision and recall of the test samples", "Calibration of the test samples", "The 2 test images have been opened once",
            "<h3>Least sure</h3>", tuned.Validation.Metrics[0].ToString().Split(' ')[0], "preprocessing", "rmsprop, learning rate 0.0001",
            "validation/blue/", "data:image/jpeg;base64,",
        ], text => Assert.Contains(text, page, StringComparison.OrdinalIgnoreCase));
        // Nothing comes from elsewhere.
        Assert.DoesNotContain("http", page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        string[] plots =
        [
            "accuracy", "blocks", "calibration", "calibration-test", "confusion-matrix", "confusion-matrix-test", "loss",
            "precision-recall", "precision-recall-test", "roc", "roc-test",
        ];
        Assert.Equal(plots, Directory.EnumerateFiles(tuned.Run.Path, "report-*.png").Select(f => Path.GetFileName(f)[7..^4])
            .Order(StringComparer.Ordinal));
        using var loss = SKBitmap.Decode(Path.Combine(tuned.Run.Path, "report-loss.png"));
        Assert.Equal((960, 640), (loss.Width, loss.Height));
        // The points of training, the line of validation, and the background.
        Assert.All(["#2f74c0", "#d97b29", "#ffffff"], colour => Assert.Contains(SKColor.Parse(colour), loss.Pixels));

        var (text, console, width) = await _browser.ShowAsync(tuned.Run.ReportPath, 360);
        Assert.Contains("Frozen against fine-tuned", text, StringComparison.Ordinal);
        Assert.Contains("The plots are beside this file as PNG.", text, StringComparison.Ordinal);
        Assert.Empty(console);
        Assert.Equal(360, width);
        // The same page with a word on its console and a wide line is found out.
        const string wide = "<div style=\"width:500px\">wide</div></main><script>console.log('word')</script>";
        var bad = _folder.Write("bad.html", Encoding.UTF8.GetBytes(page.Replace("</main>", wide, StringComparison.Ordinal)));
        (_, console, width) = await _browser.ShowAsync(bad, 360);
        Assert.Single(console);
        Assert.InRange(width, 500, 600);
    }

    [Theory]
    [InlineData(TaskKind.Regression, "Predicted against true values of the validation samples", "Residuals of the validation samples",
        "<h2>Each value</h2>")]
    [InlineData(TaskKind.MultiLabel, "ROC curve of the validation samples: each label", "Precision and recall of the validation samples",
        "<h2>Each label</h2>")]
    [InlineData(TaskKind.MultiClass, "ROC curve of the validation samples: each class against the rest", "Confusion matrix",
        "<h2>Each class</h2>")]
    public async Task Other_tasks_have_their_own_plots_and_images_that_do_not_fit_are_said(TaskKind kind, params string[] expected)
    {
        var trained = TransferLearning.Train(Options("run") with { Trainer = new TrainerOptions { Epochs = 1 } });
        var record = trained.Run.ReadRecord();
        string[] names = ["x", "y", "a_name_that_is_so_long_that_no_phone_shows_it_on_one_line_and_without_a_blank"];
        trained.Run.Write(record with { Kind = kind, Classes = names });
        var random = new SeededRandom(1);
        var count = kind == TaskKind.MultiClass ? 40 : 120;
        float[] truth = [.. Enumerable.Range(0, count)
            .Select(i => kind == TaskKind.MultiClass ? (float)(i % 3) : kind == TaskKind.MultiLabel ? i % 2 : (float)random.Normal())];
        float[] outputs = [.. Enumerable.Range(0, 120).Select(_ => (float)random.NextDouble())];
        var predictions = Sample.Of(kind, 3, outputs, truth) with { Names = names };
        PredictionFile.Write(trained.Run.PredictionsPath("validation"), predictions);
        trained.Run.Write(new Dictionary<string, EvaluationResult> { ["validation"] = EvaluationResult.Of(predictions) });
        var page = File.ReadAllText(RunReport.Write(trained.Run.Path));
        Assert.All(expected, text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.Contains("None can be shown: ", page, StringComparison.Ordinal);
        Assert.Contains("There are no test images.", page, StringComparison.Ordinal);
        Assert.Contains(EvaluationResult.Of(predictions).Metrics[0].ToString().Split(' ')[0], page, StringComparison.Ordinal);
        await AssertFits(trained.Run.ReportPath);
    }

    [Fact]
    public async Task Folds_are_in_the_page()
    {
        var trained = TransferLearning.Train(Options("folds") with
        {
            Folds = new FoldOptions { Folds = 3 },
            Trainer = new TrainerOptions { Epochs = 2 },
        });
        var page = File.ReadAllText(RunReport.Write(trained.Run.Path));
        Assert.Contains("<h2>Over the folds</h2>", page, StringComparison.Ordinal);
        Assert.Contains($"Heads trained on the other folds: {trained.Folds}. ", page, StringComparison.Ordinal);
        Assert.Contains("3 of repeat 1", page, StringComparison.Ordinal);
        await AssertFits(trained.Run.ReportPath);
    }

    /// <summary>On a phone and on a wide screen the page does not scroll sideways.</summary>
    private async Task AssertFits(string page)
    {
        foreach (var width in new[] { 390, 1280 })
        {
            var (_, console, needed) = await _browser.ShowAsync(page, width);
            Assert.Empty(console);
            Assert.InRange(needed, 1, width);
        }
    }

    [Fact]
    public void Grad_CAM_is_the_gradient_of_the_answer_at_the_map()
    {
        // A linear head on averages: the gradient at a map is its weight over the number of places, so the sum can be written down.
        var options = Options("linear") with { Head = new HeadOptions { Layers = "none" } };
        var trained = TransferLearning.Train(options);
        using var run = SavedRun.OpenImages(trained.Run, trained.Run.ReadRecord(), null, o => o, RunContext.None);
        var images = new float[2 * run.Images.Base.Loader.ValueCount];
        Assert.True(run.Images.Base.Loader.Load(Path.Combine(_data, "validation", "blue", "0000.png"), images).IsOk);
        Assert.True(run.Images.Base.Loader.Load(
            Path.Combine(_data, "validation", "red", "0000.png"), images.AsSpan(images.Length / 2)).IsOk);
        using var cam = new GradCam(run);
        var (height, width, heat) = cam.Of(images, [(0, false), (0, true)])!.Value;

        using var scope = torch.NewDisposeScope();
        using var maps = new ConvBase(
            run.Images.Base.Backbone.Graph, run.Images.Base.End, run.Images.Base.ImageSize, Pooling.None, Device.Cpu);
        var features = new float[2 * maps.FeatureLength];
        maps.Run(images, 2, features);
        Assert.Equal((maps.MapShape[1], maps.MapShape[2], 2 * height * width), (height, width, heat.Length));
        float[] weights = [.. run.Head.parameters().First(p => p.dim() == 2).data<float>().ToArray()
            .Zip(run.Head.Scaling.Scale, (w, s) => w * s)];
        for (var image = 0; image < 2; image++)
        {
            var expected = new double[height * width];
            for (var channel = 0; channel < weights.Length; channel++)
            {
                for (var place = 0; place < expected.Length; place++)
                {
                    var feature = features[(((image * weights.Length) + channel) * expected.Length) + place];
                    expected[place] += (image == 0 ? -1 : 1) * weights[channel] * feature;
                }
            }

            var most = expected.Max();
            var own = heat.Skip(image * expected.Length).Take(expected.Length).Select(h => (double)h);
            Assert.Equal(expected.Select(e => Math.Max(0, e) / Math.Max(most, 1e-12)), own, (a, b) => Math.Abs(a - b) < 1e-3);
        }
    }

    [Fact]
    public void The_images_to_look_at_are_the_worst_and_the_narrowest()
    {
        float[] outputs = [0.9f, 0.2f, 0.45f, 0.99f, 0.3f];
        var predictions = Sample.Of(TaskKind.Binary, 2, outputs, [1, 1, 1, 0, 0]);
        var wrong = ImageChoice.MostWrong(predictions);
        Assert.Equal([3, 1, 2], wrong.Select(p => p.Index));
        Assert.Equal(("a, predicted b (99.0 %)", true), (wrong[0].Caption, wrong[0].Rises));
        Assert.Equal(("b, predicted a (80.0 %)", false), (wrong[1].Caption, wrong[1].Rises));
        Assert.Equal([4, 0], ImageChoice.LeastSure(predictions, wrong).Select(p => p.Index));

        var values = Sample.Of(TaskKind.Regression, 2, [1, 5, 1, 1], [1, 1, 1, 2]);
        Assert.Equal([(0, 1, true), (1, 1, false)], ImageChoice.MostWrong(values).Select(p => (p.Index, p.Output, p.Rises)));
        Assert.Empty(ImageChoice.LeastSure(values, []));
    }

    private TrainOptions Options(string run) => new()
    {
        Data = _data,
        Run = Path.Combine(_folder.Path, run),
        Trainer = new TrainerOptions { Epochs = 3, LearningRate = 1e-3 },
        Features = new FeatureOptions { Model = _folder.File("tiny.onnx"), Preprocessing = "tf", Cache = _folder.File("cache") },
    };
}
