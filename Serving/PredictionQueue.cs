using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Transfer.Serving;

/// <summary>
/// Images of all requests in the order they come. The classifier takes them from here in batches, so that many small requests run as fast
/// as one large one.
/// </summary>
internal sealed class PredictionQueue : IAsyncDisposable
{
    private readonly ImageClassifier _classifier;
    private readonly Channel<WaitingImage> _images = Channel.CreateUnbounded<WaitingImage>(new() { SingleReader = true });
    private readonly Task _work;
    private int _waiting;

    public PredictionQueue(ImageClassifier classifier)
    {
        _classifier = classifier;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The number of images that have no prediction yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Predicts an image.</summary>
    /// <param name="bytes">The bytes of its file.</param>
    /// <param name="cancellation">Stops waiting; an image that no batch has taken is not predicted any more.</param>
    /// <exception cref="ObjectDisposedException">The queue is disposed.</exception>
    public async Task<Prediction> PredictAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var image = new WaitingImage(bytes, cancellation);
        ObjectDisposedException.ThrowIf(!_images.Writer.TryWrite(image), this);
        Interlocked.Increment(ref _waiting);
        try
        {
            return await image.Prediction.Task.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _images.Writer.TryComplete();
        await _work;
    }

    private async Task WorkAsync()
    {
        // A fault ends an enumeration, and with it the images that it had taken; those behind them are begun anew.
        while (await _images.Reader.WaitToReadAsync())
        {
            var taken = new ConcurrentQueue<WaitingImage>();
            try
            {
                await foreach (var prediction in _classifier.PredictAsync(Take(taken)))
                {
                    taken.TryDequeue(out var image);
                    image!.Prediction.TrySetResult(prediction);
                }
            }
            catch (Exception exception)
            {
                // A classifier that takes nothing at all fails the next image.
                if (taken.IsEmpty && _images.Reader.TryRead(out var next))
                {
                    taken.Enqueue(next);
                }

                foreach (var image in taken)
                {
                    image.Prediction.TrySetException(exception);
                }
            }
        }
    }

    private async IAsyncEnumerable<Stream> Take(
        ConcurrentQueue<WaitingImage> taken, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var image in _images.Reader.ReadAllAsync(cancellation))
        {
            if (!image.Cancellation.IsCancellationRequested)
            {
                taken.Enqueue(image);
                yield return image.Open();
            }
        }
    }

    /// <summary>An image, and where its prediction goes.</summary>
    private sealed record WaitingImage(ReadOnlyMemory<byte> Bytes, CancellationToken Cancellation)
    {
        public TaskCompletionSource<Prediction> Prediction { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MemoryStream Open() => System.Runtime.InteropServices.MemoryMarshal.TryGetArray(Bytes, out var part)
            ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false) : new MemoryStream(Bytes.ToArray());
    }
}
