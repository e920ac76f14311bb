using System.Runtime.CompilerServices;

namespace Transfer.Pipeline;

/// <summary>
/// Works on items in batches while they come, and gives results in the order of the items. A batch that is not full is begun only when the
/// source has nothing more at that moment and a core is free.
/// </summary>
/// <param name="size">The most items in a batch.</param>
/// <param name="ahead">The most batches that are begun and whose results have not been taken.</param>
/// <param name="start">Begins the work on a batch; gives one result for each item.</param>
internal sealed class OrderedBatches<TItem, TResult>(int size, int ahead, Func<TItem[], Task<TResult[]>> start)
{
    private readonly Queue<Task<TResult[]>> _begun = new();
    private readonly List<TItem> _batch = [];

    /// <summary>Runs once.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<TResult> Run(
        IAsyncEnumerable<TItem> items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var source = items.GetAsyncEnumerator(stop.Token);
        var next = source.MoveNextAsync().AsTask();
        try
        {
            for (var isOpen = true; isOpen || _begun.Count > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (isOpen && _begun.Count < ahead && (next.IsCompleted || (_batch.Count == 0 && _begun.Count == 0)))
                {
                    isOpen = await next.WaitAsync(cancellation).ConfigureAwait(false);
                    if (isOpen)
                    {
                        _batch.Add(source.Current);
                        next = source.MoveNextAsync().AsTask();
                    }
                }

                if (_batch.Count == size || (_batch.Count > 0 && (!isOpen || (!next.IsCompleted && HasFreeCore))))
                {
                    _begun.Enqueue(start([.. _batch]));
                    _batch.Clear();
                }

                while (_begun.Count > 0 && (_begun.Peek().IsCompleted || _begun.Count >= ahead || !isOpen))
                {
                    foreach (var result in await _begun.Dequeue().WaitAsync(cancellation).ConfigureAwait(false))
                    {
                        yield return result;
                    }
                }

                if (isOpen && _begun.Count > 0 && !next.IsCompleted)
                {
                    await Task.WhenAny(next, _begun.Peek()).WaitAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            var end = End(next, source, stop);
            // A source that does not stop must not keep one who has cancelled waiting.
            await (cancellation.IsCancellationRequested && !next.IsCompleted ? Task.CompletedTask : end).ConfigureAwait(false);
        }
    }

    /// <summary>An enumerator must not be disposed while it looks for the next item.</summary>
    private static async Task End(Task next, IAsyncEnumerator<TItem> source, CancellationTokenSource stop)
    {
        await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await source.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private bool HasFreeCore => _begun.Count(b => !b.IsCompleted) < Environment.ProcessorCount;
}
