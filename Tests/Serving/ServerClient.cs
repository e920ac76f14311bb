using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Transfer.Serving;

namespace Transfer.Tests.Serving;

/// <summary>Asks a server as programs do.</summary>
internal sealed class ServerClient(ClassifierServer server) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    public void Dispose() => _client.Dispose();

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await _client.GetStringAsync(new Uri(server.Address, path)));

    public Task<HttpResponseMessage> SendAsync(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request);
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(
        string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, content, headers);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>A request that must be answered with problem details.</summary>
    /// <param name="sentence">The whole sentence, or its beginning with <c>...</c> behind it.</param>
    public async Task FailsAsync(
        HttpStatusCode status, string sentence, string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        var (found, answer) = await PostAsync(path, content, headers);
        var detail = answer.GetProperty("detail").GetString()!;
        Assert.Equal(status, found);
        Assert.True(sentence.EndsWith("...", StringComparison.Ordinal)
            ? detail.StartsWith(sentence[..^3], StringComparison.Ordinal) : detail == sentence, detail);
    }

    /// <summary>Files <c>0.png</c>, <c>1.png</c>, ... of a form.</summary>
    public static MultipartFormDataContent Form(params IEnumerable<byte[]> images)
    {
        var form = new MultipartFormDataContent();
        foreach (var (i, image) in images.Index())
        {
            form.Add(new ByteArrayContent(image), "images", $"{i}.png");
        }

        return form;
    }

    public static ByteArrayContent Raw(byte[] image, string? type = "image/png")
    {
        var content = new ByteArrayContent(image);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
