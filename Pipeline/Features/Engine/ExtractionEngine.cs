using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Transfer.Pipeline.Features;

/// <summary>
/// Files to cached features. A lister walks through the files and recognises unchanged ones; readers read and hash the others; workers,
/// one a core, decode and run the base; a writer puts rows into the cache. Every queue between two stages is bounded, and images come out
/// in the order in which they went in, each with its outcome.
/// </summary>
internal sealed class ExtractionEngine : IDisposable
{
    // The most bytes of features that are computed and wait for their turn to come out.
    private const long MostBytesAhead = 128L << 20;
    private const int MostImagesAhead = 4096;

    // Waking a thread costs as much as recognising a file, so images go from stage to stage in packets.
    private const int PacketSize = 32;
    private const int LongestPause = 16;

    // A calibration takes about as long as a thousand images of a small network.
    private const int WorthACalibration = 1000;
    private const int UsualBatch = 8;

    private readonly EngineParts _parts;
    private readonly EngineContext _context;
    private readonly Channel<PendingFile[]> _inOrder;
    private readonly ConcurrentQueue<Exception> _faults = new();

    public ExtractionEngine(EngineParts parts)
    {
        _parts = parts;
        _context = new EngineContext(parts);
        var bytes = Math.Max(1, (long)parts.Base.FeatureLength * sizeof(float) * parts.Views.Count);
        var ahead = parts.KeepFeatures ? (int)Math.Clamp(MostBytesAhead / bytes, 64, MostImagesAhead) : MostImagesAhead;
        _inOrder = Channel.CreateBounded<PendingFile[]>(
            new BoundedChannelOptions(ahead / PacketSize) { SingleReader = true, SingleWriter = true });
    }

    public ExtractionProgress Progress => _context.Meter.Progress();

    /// <summary>Runs all stages.</summary>
    /// <param name="files">Listed while the others work.</param>
    /// <returns>Every file with its outcome, in the order given.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled: after the images whose outcome was known by then.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public async IAsyncEnumerable<PendingFile> RunAsync(
        IEnumerable<ListedFile> files, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var stopped = new CancellationTokenSource();
        var work = Start(files, stop, stopped);
        try
        {
            while (await _inOrder.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (_inOrder.Reader.TryRead(out var packet))
                {
                    foreach (var image in packet)
                    {
                        if (image.IsDone || await IsDone(image, stopped.Token).ConfigureAwait(false))
                        {
                            _context.Meter.Finished(image, _parts.Views.Count);
                            yield return image;
                        }
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
        }

        if (_faults.TryDequeue(out var fault))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Only after an enumeration has ended.</summary>
    public void Dispose() => _context.Dispose();

    /// <summary>Starts the stages on threads of their own; ends with the last of them, and never fails.</summary>
    private async Task Start(IEnumerable<ListedFile> files, CancellationTokenSource stop, CancellationTokenSource stopped)
    {
        Task? others = null;
        // Where every file is recognised the other stages are not needed, and starting them would cost more than all else.
        await Thread(stop, () => List(files, () => others ??= StartOthers(stop), stop.Token)).ConfigureAwait(false);
        await (others ?? Task.CompletedTask).ConfigureAwait(false);
        _parts.Outcomes.Flush();
        _parts.Paths?.Flush();
        await stopped.CancelAsync().ConfigureAwait(false);
    }

    private async Task StartOthers(CancellationTokenSource stop)
    {
        // Reading waits for the disk more than it computes.
        var readers = Threads(Math.Clamp(Environment.ProcessorCount, 2, 16), Read);
        var workers = Threads(_context.Workers, () => new ExtractionWorker(_context).Run(stop.Token));
        var writer = Thread(stop, () => Write(stop));
        await readers.ConfigureAwait(false);
        _context.ToDecode.CompleteAdding();
        await workers.ConfigureAwait(false);
        _context.ToWrite.CompleteAdding();
        await writer.ConfigureAwait(false);

        Task Threads(int count, Action stage) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Thread(stop, stage)).ToArray());

        void Read()
        {
            var reader = new FileReader(_context);
            foreach (var image in _context.ToRead.GetConsumingEnumerable(stop.Token).SelectMany(packet => packet))
            {
                stop.Token.ThrowIfCancellationRequested();
                reader.Read(image, stop.Token);
            }
        }
    }

    private Task Thread(CancellationTokenSource stop, Action stage) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                stage();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped, or another stage has failed.
            }
            catch (Exception exception)
            {
                _faults.Enqueue(exception);
                stop.Cancel();
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <param name="startOthers">Called before the first file that is not recognised goes to them.</param>
    private void List(IEnumerable<ListedFile> files, Action startOthers, CancellationToken stop)
    {
        try
        {
            foreach (var packet in (_parts.BatchSize is null ? Ahead(files) : files).Chunk(PacketSize))
            {
                stop.ThrowIfCancellationRequested();
                _context.Meter.Listed(packet.Length);
                var images = Array.ConvertAll(packet, file => new PendingFile(file, _parts.Views.Count));
                var unknown = Array.FindAll(images, image => !Recognise(image));
                if (!_inOrder.Writer.TryWrite(images))
                {
                    _inOrder.Writer.WriteAsync(images, stop).AsTask().GetAwaiter().GetResult();
                }

                if (unknown.Length > 0)
                {
                    startOthers();
                    _context.ToRead.Add(unknown, stop);
                }
            }

            _context.Meter.IsListed = true;
        }
        finally
        {
            _context.ToRead.CompleteAdding();
            _inOrder.Writer.Complete();
        }
    }

    /// <summary>Lists so far ahead that it is known whether a calibration is worth its time, and sets the batch where it is not.</summary>
    private IEnumerable<ListedFile> Ahead(IEnumerable<ListedFile> files)
    {
        var enough = (WorthACalibration + _parts.Views.Count - 1) / _parts.Views.Count;
        using var listed = files.GetEnumerator();
        var first = new List<ListedFile>(enough);
        while (first.Count < enough && listed.MoveNext())
        {
            first.Add(listed.Current);
        }

        if (first.Count < enough)
        {
            _context.BatchSize = new Lazy<int>(UsualBatch);
        }

        foreach (var file in first)
        {
            yield return file;
        }

        while (listed.MoveNext())
        {
            yield return listed.Current;
        }
    }

    /// <summary>Whether the outcome is known without opening the file.</summary>
    private bool Recognise(PendingFile image)
    {
        var file = image.File;
        if (file.Fault is { } fault)
        {
            image.Finish(fault);
            return true;
        }

        if (!_parts.TrustPaths || _parts.Paths is null
            || FileStamp.TryOf(file.Path) is not { } stamp
            || !_parts.Paths.TryGet(file.Path, stamp, out var hash)
            || _parts.Outcomes.Find(hash) is not { } outcome
            || (outcome.IsOk && !_parts.AreCached(hash)))
        {
            return false;
        }

        image.Hash = hash;
        image.Finish(outcome);
        return true;
    }

    private void Write(CancellationTokenSource stop)
    {
        var writer = new RowWriter(_context);
        Exception? fault = null;
        foreach (var batch in _context.ToWrite.GetConsumingEnumerable())
        {
            try
            {
                if (fault is null)
                {
                    writer.Write(batch);
                }
            }
            catch (Exception exception)
            {
                // The workers are stopped; what they still bring is dropped, so that none waits for room.
                fault = exception;
                _faults.Enqueue(exception);
                stop.Cancel();
            }
        }

        try
        {
            writer.Dispose();
        }
        catch (Exception) when (fault is not null)
        {
            // The same fault once more, as a rule; the first is reported.
        }
    }

    /// <summary>
    /// Waits until an image's outcome is known or all stages have ended. Polling costs less than a notification for every image.
    /// </summary>
    private static async ValueTask<bool> IsDone(PendingFile image, CancellationToken stopped)
    {
        for (var pause = 1; !image.IsDone && !stopped.IsCancellationRequested; pause = Math.Min(2 * pause, LongestPause))
        {
            await Task.Delay(pause, CancellationToken.None).ConfigureAwait(false);
        }

        return image.IsDone;
    }
}
