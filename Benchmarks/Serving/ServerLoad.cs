using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Transfer.Benchmarks;

/// <summary>Clients of a server, each of which sends one image after another.</summary>
/// <param name="images">The bytes of the images, which the clients take by turns.</param>
/// <param name="clients">The number of requests at a time.</param>
internal sealed class ServerLoad(Uri address, IReadOnlyList<byte[]> images, int clients) : IDisposable
{
    private readonly HttpClient _client = new();
    private int _next;

    public void Dispose() => _client.Dispose();

    /// <summary>Sends requests.</summary>
    /// <returns>The status of each and how long it took, in milliseconds.</returns>
    public async Task<IReadOnlyCollection<(string Status, double Milliseconds)>> SendAsync(int requests)
    {
        var (results, left) = (new ConcurrentBag<(string, double)>(), requests);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                results.Add(await SendAsync(images[(int)((uint)Interlocked.Increment(ref _next) % images.Count)]));
            }
        }));
        return results;
    }

    private async Task<(string Status, double Milliseconds)> SendAsync(byte[] image)
    {
        var start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(image);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        string status;
        try
        {
            using var answer = await _client.PostAsync(new Uri(address, "/predict"), content);
            var text = await answer.Content.ReadAsStringAsync();
            var hasClass = text.Contains("\"class\":", StringComparison.Ordinal);
            status = answer.IsSuccessStatusCode && !hasClass ? "no class" : $"{answer.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            status = $"lost: {exception.Message}";
        }

        return (status, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
