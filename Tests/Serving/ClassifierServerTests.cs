using System.Net;
using Transfer.Serving;
using Transfer.Tests.Support;
using static Transfer.Tests.Serving.ServerClient;

namespace Transfer.Tests.Serving;

public sealed class ClassifierServerTests(ServedRun run) : IClassFixture<ServedRun>
{
    [Fact]
    public async Task Limits_are_answered_with_413_and_what_was_sent_within_them_is_predicted()
    {
        await using var server = await ClassifierServer.StartAsync(
            new ServeOptions { Model = run.Path, Port = 0, MaxImageBytes = 20_000, MaxRequestBytes = 50_000, MaxImages = 3 });
        using var client = new ServerClient(server);
        var (png, large) = (DrawnImages.Png(0, 1, 40), DrawnImages.Png(0, 1, 100));
        Assert.InRange(png.Length, 1, 10_000);
        Assert.InRange(large.Length, 20_001, 49_000);
        const string tooLarge = "The image has more than 20,000 bytes, the most that are accepted. Send a smaller one.";
        foreach (var (sentence, content) in new (string, HttpContent)[]
        {
            (tooLarge, Raw(large)),
            (tooLarge, Form(large)),
            ("The form has 4 files; at most 3 are accepted. Send fewer images at a time.", Form(png, png, png, png)),
            ("The request has more than 50,000 bytes, the most that are accepted. Send fewer images at a time.", Form(large, large, large)),
        })
        {
            await client.FailsAsync(HttpStatusCode.RequestEntityTooLarge, sentence, "/predict", content);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/predict", Form(png, png, png))).Status);
    }

    [Fact]
    public async Task Requests_beyond_the_most_get_503_and_one_that_has_begun_is_answered_after_the_server_is_told_to_stop()
    {
        await using var server = await ClassifierServer.StartAsync(new ServeOptions { Model = run.Path, Port = 0, MaxRequests = 1 });
        using var client = new ServerClient(server);
        var png = DrawnImages.Png(0, 1, 40);
        using var body = new HeldContent(png);
        var held = client.PostAsync("/predict", body, ("Expect", "100-continue"));
        await body.Begun;
        var second = await client.PostAsync("/predict", Raw(png));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.Status);
        Assert.Equal("The most requests at a time, 1, are worked on or wait already. Try again in a second.",
            second.Answer.GetProperty("detail").GetString());

        using var stop = new CancellationTokenSource();
        var waiting = server.WaitAsync(stop.Token);
        await stop.CancelAsync();
        Assert.False(waiting.IsCompleted);
        body.Release();
        var (status, answer) = await held;
        Assert.Equal((HttpStatusCode.OK, 1), (status, answer.GetProperty("predictions").GetArrayLength()));
        await waiting;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.PostAsync("/predict", Raw(png)));
    }

    [Fact]
    public async Task Programs_find_out_what_there_is()
    {
        var corrections = run.File("found", "corrections");
        await using var server = await ClassifierServer.StartAsync(
            new ServeOptions { Model = run.Path, Port = 0, Corrections = corrections });
        using var client = new ServerClient(server);
        Assert.Equal("""{"status":"ok","waiting":0}""", (await client.GetAsync("/health")).GetRawText());
        var metadata = await client.GetAsync("/metadata");
        Assert.Equal("colours", metadata.GetProperty("model").GetString());
        Assert.Equal(["blue", "red"], metadata.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(corrections, metadata.GetProperty("corrections").GetString());
        Assert.False(metadata.TryGetProperty("notExplained", out _));
        Assert.Equal([$"Corrections are kept in '{corrections}'."], server.Notes);
        var document = await client.GetAsync("/openapi.json");
        Assert.Equal("Transfer", document.GetProperty("info").GetProperty("title").GetString());
        Assert.Equal(["/corrections", "/explain", "/health", "/metadata", "/predict"],
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        var body = document.GetProperty("paths").GetProperty("/predict").GetProperty("post").GetProperty("requestBody");
        Assert.Equal(["application/octet-stream", "image/*", "multipart/form-data"],
            body.GetProperty("content").EnumerateObject().Select(type => type.Name).Order(StringComparer.Ordinal));
        await client.FailsAsync(HttpStatusCode.NotFound, "There is no '/nothing' here. The page is at /, and /openapi.json lists the rest.",
            "/nothing", Raw([1]));
        await client.FailsAsync(HttpStatusCode.MethodNotAllowed, "'/health' was asked with POST; expected GET.", "/health", Raw([1]));
    }

    [Fact]
    public async Task A_model_of_labels_has_no_folder_for_corrections()
    {
        using var folder = new TemporaryFolder();
        var model = ExportedModels.OfImages(folder.File("model.onnx"), targets: TargetKind.Labels);
        await using var server = await ClassifierServer.StartAsync(new ServeOptions { Model = model, Port = 0 });
        using var client = new ServerClient(server);
        var (_, answer) = await client.PostAsync("/predict", Raw(DrawnImages.Png(0, 1, 40)));
        var prediction = answer.GetProperty("predictions")[0];
        Assert.False(prediction.TryGetProperty("class", out _));
        Assert.Equal(prediction.GetProperty("probabilities").EnumerateObject().Where(p => p.Value.GetDouble() > 0.5).Select(p => p.Name),
            prediction.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!));
        const string why = "Corrections are kept in a folder for each class, and this model predicts several labels of an image.";
        await client.FailsAsync(HttpStatusCode.Conflict, why, "/corrections?class=red", Raw(DrawnImages.Png(0, 1, 40)));
        Assert.Contains(why, server.Notes);
    }

    [Fact]
    public async Task What_cannot_be_served_is_said_before_anything_listens()
    {
        await using var server = await ClassifierServer.StartAsync(new ServeOptions { Model = run.Path, Port = 0 });
        var taken = await Assert.ThrowsAsync<IOException>(() => ClassifierServer.StartAsync(
            new ServeOptions { Model = run.Path, Port = server.Address.Port }));
        Assert.StartsWith($"The port {server.Address.Port} cannot be used (", taken.Message, StringComparison.Ordinal);
        Assert.EndsWith("Choose another port, or 0 for a free one.", taken.Message, StringComparison.Ordinal);
        var rows = ExportedModels.OfRows(run.File("rows.onnx"));
        var table = await Assert.ThrowsAsync<InvalidDataException>(() => ClassifierServer.StartAsync(new ServeOptions { Model = rows }));
        Assert.Equal($"'{rows}' takes rows of 6 values and no images, so there is nothing to show on a page. Give a model that was trained "
            + "on images.", table.Message);
        var faults = await Assert.ThrowsAsync<InvalidOptionsException>(() => ClassifierServer.StartAsync(new ServeOptions
        {
            Model = "",
            Port = 70_000,
            Corrections = "",
            MaxImages = 0,
            MaxImageBytes = 0,
            MaxRequestBytes = 0,
            MaxRequests = 0,
            StopTimeout = TimeSpan.Zero,
            Classifier = new ClassifierOptions { TestViews = -1 },
        }));
        Assert.Equal(9, faults.Faults.Count);
        Assert.Equal("The port is 70000; expected 0 (a free one) to 65535.", faults.Faults[1]);
    }
}
