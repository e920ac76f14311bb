using System.Net;
using SkiaSharp;
using Transfer.Serving;
using Transfer.Tests.Support;
using static Transfer.Tests.Serving.ServerClient;

namespace Transfer.Tests.Serving;

public sealed class EndpointTests(ServedRun run) : IClassFixture<ServedRun>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ClassifierServer _server = null!;
    private ServerClient _client = null!;

    private string Corrections => Path.Combine(_folder.Path, "corrections");

    public async ValueTask InitializeAsync()
    {
        _server = await ClassifierServer.StartAsync(new ServeOptions { Model = run.Path, Port = 0, Corrections = Corrections });
        _client = new ServerClient(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Files_of_a_form_and_a_raw_body_get_what_the_classifier_predicts()
    {
        var images = Enumerable.Range(0, 20).Select(i => DrawnImages.Png(i % 2, 300 + i, 40)).ToList();
        using var classifier = ImageClassifier.Load(run.ModelPath);
        var expected = images.Select(image => classifier.Predict(image)).ToList();
        Assert.Equal(["blue", "red"], expected.Select(p => p.Class).Distinct().Order());

        var (status, answer) = await _client.PostAsync("/predict", Form(images));
        Assert.Equal(HttpStatusCode.OK, status);
        var predictions = answer.GetProperty("predictions");
        Assert.Equal(expected.Select(p => p.Class), predictions.EnumerateArray().Select(p => p.GetProperty("class").GetString()!));
        Assert.Equal("0.png", predictions[0].GetProperty("name").GetString());
        for (var i = 0; i < images.Count; i++)
        {
            // Batches of other sizes add in another order.
            Assert.Equal(expected[i].Probability, predictions[i].GetProperty("probability").GetDouble(), 1e-5);
            Assert.Equal(
                expected[i].Probabilities["red"], predictions[i].GetProperty("probabilities").GetProperty("red").GetDouble(), 1e-5);
        }

        foreach (var type in new[] { null, "image/png", "application/octet-stream" })
        {
            (status, answer) = await _client.PostAsync("/predict", Raw(images[1], type));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(expected[1].Class, answer.GetProperty("predictions")[0].GetProperty("class").GetString());
        }
    }

    [Fact]
    public async Task What_cannot_be_used_is_answered_with_one_sentence()
    {
        var png = DrawnImages.Png(0, 1, 40);
        foreach (var (sentence, content) in new (string, HttpContent)[]
        {
            ("The body is empty; expected the bytes of an image, or a form with files.", Raw([])),
            ("The image does not begin like an image; expected JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF.", Raw("text"u8.ToArray())),
            ("The image is a PNG file that ends early.", Raw(png[..^30])),
            ("The image '0.png' has no bytes.", Form([[]])),
            ("The form has no file. Send images as files of the form.",
                new MultipartFormDataContent { { new StringContent("text"), "name" } }),
            ("The form cannot be read: ...", Raw(png, "multipart/form-data; boundary=none")),
        })
        {
            await _client.FailsAsync(HttpStatusCode.BadRequest, sentence, "/predict", content);
        }

        await _client.FailsAsync(HttpStatusCode.UnsupportedMediaType,
            "The body is 'application/json'; expected multipart/form-data with files, or the bytes of one image as image/jpeg, "
            + "image/png or application/octet-stream.", "/predict", Raw(png, "application/json"));
        // One bad image does not spoil the others.
        var (status, answer) = await _client.PostAsync("/predict", Form(png, "text"u8.ToArray()));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("blue", answer.GetProperty("predictions")[0].GetProperty("class").GetString());
        Assert.StartsWith("The image '1.png' does not begin like an image;",
            answer.GetProperty("predictions")[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prediction_is_explained_with_a_heat_map_and_a_model_alone_says_why_not()
    {
        var png = DrawnImages.Png(1, 1, 40);
        foreach (var path in new[] { "/explain", "/explain?class=red" })
        {
            using var answer = await _client.SendAsync(path, Raw(png));
            Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
            using var image = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal((448, 448), (image.Width, image.Height));
        }

        await _client.FailsAsync(HttpStatusCode.BadRequest, "'green' is none of the classes; the metadata have their names.",
            "/explain?class=green", Raw(png));
        await _client.FailsAsync(HttpStatusCode.BadRequest, "The image is a PNG file that ends early.", "/explain", Raw(png[..^30]));
        await _client.FailsAsync(HttpStatusCode.BadRequest, "The form has several files; expected one image.", "/explain", Form(png, png));
        await using var alone = await ClassifierServer.StartAsync(new ServeOptions { Model = run.ModelPath, Port = 0 });
        using var client = new ServerClient(alone);
        const string why = "Grad-CAM needs the run folder, which has the trained head; a model.onnx alone is served here.";
        await client.FailsAsync(HttpStatusCode.NotImplemented, why, "/explain", Raw(png));
        Assert.Contains(why, alone.Notes);
    }

    [Fact]
    public async Task Corrections_are_kept_once_in_a_folder_that_can_be_trained_on()
    {
        var png = DrawnImages.Png(0, 1, 40);
        Assert.Equal("saved", await CorrectAsync(png, "red"));
        Assert.Equal("alreadyThere", await CorrectAsync(png, "red"));
        Assert.Equal("moved", await CorrectAsync(png, "blue"));
        Assert.Equal("saved", await CorrectAsync(DrawnImages.Png(1, 1, 40), "deep green"));
        Assert.Equal(["blue", "deep green"], ImageFolder.ListImages(Corrections)
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal));
        Assert.Equal(png, File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(Corrections, "blue")).Single()));

        const HttpStatusCode bad = HttpStatusCode.BadRequest;
        await _client.FailsAsync(bad, "The name of the class is empty. Say what the image is.", "/corrections", Raw(png));
        foreach (var name in new[] { "../red", "red/blue", @"..\red", "..", ".", "C:", "red ", "nul", "a\nb", new string('x', 200) })
        {
            await _client.FailsAsync(bad, "The class '...", $"/corrections?class={Uri.EscapeDataString(name)}", Raw(png));
        }

        await _client.FailsAsync(bad, "The image is a PNG file that ends early.", "/corrections?class=red", Raw(png[..^30]));
        Assert.Equal(2, Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Count());
    }

    [Theory]
    [InlineData("Origin", "http://elsewhere.example", "The request comes from a page of 'http://elsewhere.example'; ...")]
    [InlineData("Origin", "null", "The request comes from a page of 'null'; ...")]
    [InlineData("Sec-Fetch-Site", "cross-site", "The request comes from a page of 'cross-site'; ...")]
    [InlineData("Host", "elsewhere.example", "The request is for the host 'elsewhere.example'; ...")]
    public async Task Pages_of_other_sites_cannot_send_anything(string header, string value, string sentence)
    {
        await _client.FailsAsync(
            HttpStatusCode.Forbidden, sentence, "/corrections?class=red", Raw(DrawnImages.Png(0, 1, 40)), (header, value));
        Assert.False(Directory.Exists(Corrections));
    }

    private async Task<string> CorrectAsync(byte[] image, string name) => (await _client.PostAsync(
        $"/corrections?class={Uri.EscapeDataString(name)}", Raw(image))).Answer.GetProperty("outcome").GetString()!;
}
