using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Samples;

/// <summary>The sample of each way into the libraries runs as it stands.</summary>
public sealed class DoorSampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_quick_start_trains_and_predicts()
    {
        var photos = DrawnImages.Folder(_folder, 10);
        using var output = new StringWriter();
        var options = new TrainOptions
        {
            Data = photos,
            Run = _folder.File("run"),
            Features = Features(),
            Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-3 },
        };
        await QuickStart.Run(options, Path.Combine(photos, "red", "0001.png"), output);
        Assert.Matches(@"^Validation accuracy: 1\.000 \(.*\)\r?\n.*0001\.png: red [01]\.\d{4}\r?\n$", output.ToString());
    }

    [Fact]
    public async Task Features_are_written_as_NumPy_and_Parquet_and_read_back()
    {
        using var output = new StringWriter();
        await FeatureFiles.Run(new ExtractOptions { Data = DrawnImages.Folder(_folder, 4), Features = Features() }, _folder.Path, output);
        Assert.Equal(
            """
            features.npy: 8 extracted, 0 from the cache; 8 rows of 16 features, classes blue, red
            features.parquet: 0 extracted, 8 from the cache; 8 rows of 16 features, classes blue, red

            """.ReplaceLineEndings(),
            output.ToString());
    }

    [Fact]
    public async Task Batches_come_in_the_order_of_the_queue()
    {
        var photos = DrawnImages.Folder(_folder, 30, size: 32);
        using var output = new StringWriter();
        Assert.Equal(60, await BatchPrediction.Run(ExportedModels.OfImages(_folder.File("model.onnx")), photos, output));
        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        var files = Directory.EnumerateFiles(photos, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        Assert.Equal(
            files.Select((file, i) => $"{i + 1}. {file}"), lines.Select(line => line[..line.LastIndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_photograph_that_is_posted_is_classified()
    {
        var model = ExportedModels.OfImages(_folder.File("model.onnx"));
        await using var app = WebService.Create(model, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var png = DrawnImages.Png(label: 1, index: 3, size: 48);
        using var answer = await client.PostAsync("/classify", new ByteArrayContent(png));
        var prediction = await answer.Content.ReadFromJsonAsync<JsonElement>();
        using var classifier = ImageClassifier.Load(model);
        var expected = classifier.Predict(png);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected.Class, prediction.GetProperty("class").GetString());
        Assert.Equal(expected.Probability, prediction.GetProperty("probability").GetDouble(), 1e-6);

        using var refused = await client.PostAsync("/classify", new ByteArrayContent("this is text"u8.ToArray()));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("does not begin like an image", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await app.StopAsync();
    }

    [Fact]
    public async Task A_service_without_its_model_does_not_start()
    {
        await using var app = WebService.Create(
            _folder.File("missing.onnx"), "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None");
        var fault = await Assert.ThrowsAsync<FileNotFoundException>(() => app.StartAsync());
        Assert.Contains("missing.onnx", fault.Message, StringComparison.Ordinal);
    }

    private FeatureOptions Features() => new()
    {
        Model = TinyModels.Create().Save(_folder),
        Preprocessing = "tf",
        Cache = _folder.File("cache"),
    };
}
