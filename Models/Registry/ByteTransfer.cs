using System.Net;
using System.Net.Http.Headers;

namespace Transfer.Models;

/// <summary>Brings the bytes behind an address to the end of a file that may have the first of them already.</summary>
/// <param name="part">The file; what is in it are the first bytes, unless the server sends all.</param>
/// <param name="limit">The size that is expected; null when it is not known.</param>
/// <param name="patience">How long nothing may come.</param>
internal sealed class ByteTransfer(FileStream part, long? limit, TimeSpan patience)
{
    // Proxies of the environment and redirects are HttpClient's own. How long is decided below, for each piece.
    private static readonly HttpClient Client = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Told the bytes that are there and the bytes expected.</summary>
    public IProgress<(long Done, long Expected)>? Progress { get; init; }

    /// <returns>What went wrong; null when everything has come.</returns>
    public TransferFault? Receive(Uri address, CancellationToken cancellation)
    {
        if (part.Length == limit)
        {
            return null;
        }

        if (part.Length > limit)
        {
            part.SetLength(0);
        }

        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            quiet.CancelAfter(patience);
            return (address.IsFile ? FromFile(address.LocalPath, quiet) : FromServer(address, quiet)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new TransferFault($"nothing came for {patience.TotalSeconds:0.#} seconds.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new TransferFault($"{(exception.InnerException ?? exception).Message.TrimEnd('.')}.");
        }
    }

    private async Task<TransferFault?> FromFile(string path, CancellationTokenSource quiet)
    {
        if (!File.Exists(path))
        {
            return new TransferFault("there is no such file.", IsFinal: true);
        }

        using var source = File.OpenRead(path);
        part.SetLength(0);
        return await Append(source, limit ?? source.Length, quiet).ConfigureAwait(false);
    }

    private async Task<TransferFault?> FromServer(Uri address, CancellationTokenSource quiet)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
        }

        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, quiet.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            part.SetLength(0);
            return new TransferFault("the server does not have the rest of what it sent before.");
        }

        if (!response.IsSuccessStatusCode)
        {
            var isFinal = (int)response.StatusCode is >= 400 and < 500 and not (408 or 429);
            return new TransferFault($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}.", isFinal);
        }

        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != part.Length)
        {
            // The server sends the file from its start.
            part.SetLength(0);
        }

        var all = limit ?? part.Length + response.Content.Headers.ContentLength;
        using var body = await response.Content.ReadAsStreamAsync(quiet.Token).ConfigureAwait(false);
        return await Append(body, all, quiet).ConfigureAwait(false);
    }

    private async Task<TransferFault?> Append(Stream source, long? all, CancellationTokenSource quiet)
    {
        var buffer = new byte[1 << 17];
        part.Position = part.Length;
        for (int count; (count = await source.ReadAsync(buffer, quiet.Token).ConfigureAwait(false)) > 0;)
        {
            quiet.CancelAfter(patience);
            if (part.Length + count > all)
            {
                part.SetLength(0);
                return new TransferFault($"more than the expected {all:N0} bytes came.", IsFinal: true);
            }

            part.Write(buffer, 0, count);
            Progress?.Report((part.Length, all ?? part.Length));
        }

        return part.Length < all ? new TransferFault($"the connection ended after {part.Length:N0} of {all:N0} bytes.") : null;
    }
}
