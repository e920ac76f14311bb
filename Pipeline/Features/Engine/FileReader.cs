using System.Buffers;
using System.Diagnostics;

namespace Transfer.Pipeline.Features;

/// <summary>Reads and hashes files, once each, and passes on the bytes of those whose features are missing.</summary>
internal sealed class FileReader(EngineContext engine)
{
    private const int MostBytes = 1 << 30;

    private readonly EngineParts _parts = engine.Parts;

    /// <summary>Reads one file; its outcome is known afterwards, or it is queued to be decoded.</summary>
    /// <exception cref="OperationCanceledException">It was stopped while the decoders had no room.</exception>
    public void Read(PendingFile image, CancellationToken stop)
    {
        var size = Math.Max(0, image.File.Size);
        engine.Memory.Acquire(size, stop);
        var begin = Stopwatch.GetTimestamp();
        byte[]? buffer = null;
        var isQueued = false;
        try
        {
            (buffer, var length, var fault) = Load(image);
            if (fault is not null)
            {
                image.Finish(fault);
                return;
            }

            if (IsKnown(image, buffer.AsMemory(0, length)))
            {
                return;
            }

            engine.Meter.Add(ExtractionMeter.Work.Reading, ref begin);
            engine.ToDecode.Add(new DecodingJob(image, buffer, length, engine.Memory, size), stop);
            // The buffer is the decoder's from here on.
            isQueued = true;
            begin = Stopwatch.GetTimestamp();
        }
        catch (NotAFileException)
        {
            image.Finish(FileOutcome.NotAFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            image.Finish(FileOutcome.Unreadable(exception.Message));
        }
        finally
        {
            engine.Meter.Add(ExtractionMeter.Work.Reading, ref begin);
            if (!isQueued)
            {
                ArrayPool<byte>.Shared.Return(buffer ?? []);
                engine.Memory.Release(size);
            }
        }
    }

    private (byte[] Buffer, int Length, FileOutcome? Fault) Load(PendingFile image)
    {
        using var handle = ImageFile.Open(image.File.Path);
        var stamp = FileStamp.Of(handle, image.File.Path);
        var size = stamp.Size;
        if (size > MostBytes)
        {
            return ([], 0, FileOutcome.Unreadable($"has {size} bytes; at most {MostBytes} can be read"));
        }

        // One byte more, which shows a file that has grown.
        var buffer = ArrayPool<byte>.Shared.Rent((int)size + 1);
        var length = 0;
        for (int read; (read = RandomAccess.Read(handle, buffer.AsSpan(length), length)) > 0;)
        {
            length += read;
            if (length > size || (length == size && RandomAccess.GetLength(handle) == size))
            {
                break;
            }
        }

        var after = FileStamp.Of(handle, image.File.Path);
        if (length != size || after.ModifiedTicks != stamp.ModifiedTicks)
        {
            return (buffer, 0, FileOutcome.Changed);
        }

        image.Hash = ContentHash.Of(buffer.AsSpan(0, length));
        if (after == stamp)
        {
            _parts.Paths?.Record(image.File.Path, stamp, image.Hash);
        }

        return (buffer, length, null);
    }

    /// <summary>Whether nothing has to be decoded: the content is known, or another file with the same is being decoded.</summary>
    private bool IsKnown(PendingFile image, ReadOnlyMemory<byte> bytes)
    {
        var outcome = _parts.Outcomes.Find(image.Hash);
        if (outcome is { IsOk: false })
        {
            image.Finish(outcome);
            return true;
        }

        // First this table and then the cache: a content leaves the table only when its rows are in the cache.
        var first = engine.InFlight.GetOrAdd(image.Hash, image);
        if (first != image)
        {
            image.Follow(first);
            return true;
        }

        if (!_parts.AreCached(image.Hash))
        {
            return false;
        }

        if (outcome is null)
        {
            outcome = FileOutcome.From(ImageLoader.Inspect(bytes));
            _parts.Outcomes.Record(image.Hash, outcome);
        }

        engine.InFlight.TryRemove(image.Hash, out _);
        image.Finish(outcome);
        return true;
    }
}
