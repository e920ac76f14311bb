using System.Net;

namespace Transfer.Tests.Serving;

/// <summary>
/// A body whose second half comes when it is told to. Sent with <c>Expect: 100-continue</c>, it begins when the server reads it.
/// </summary>
internal sealed class HeldContent(byte[] image) : HttpContent
{
    private readonly TaskCompletionSource _begun = new();
    private readonly TaskCompletionSource _released = new();

    /// <summary>Ends when the server reads.</summary>
    public Task Begun => _begun.Task;

    public void Release() => _released.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _begun.SetResult();
        await stream.WriteAsync(image.AsMemory(0, image.Length / 2));
        await stream.FlushAsync();
        await _released.Task;
        await stream.WriteAsync(image.AsMemory(image.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = image.Length;
        return true;
    }
}
