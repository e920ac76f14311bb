using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using Transfer.Augmentation;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>Reads and hashes files, once each, and passes on the bytes of those whose features are missing.</summary>
/// <param name="inFlight">Contents whose rows are being computed, each with the first image that has it.</param>
internal sealed class FileReader(
    EngineParts parts, ConcurrentDictionary<ContentHash, PendingFile> inFlight, BlockingCollection<DecodingJob> jobs, ByteBudget budget, ExtractionMeter meter)
{
    /// <summary>Reads one file; its outcome is known afterwards, or it is among the jobs.</summary>
    /// <exception cref="OperationCanceledException">It was stopped while the decoders had no room.</exception>
    public void Read(PendingFile image, CancellationToken stop)
    {
        var size = Math.Max(0, image.File.Size);
        budget.Take(size, stop);
        var begin = Stopwatch.GetTimestamp();
        byte[]? buffer = null;
        var handedOn = false;
        try
        {
            (buffer, var length, var fault) = Load(image);
            if (fault is not null)
            {
                image.Fail(fault);
                return;
            }

            if (Known(image, buffer.AsMemory(0, length)))
            {
                return;
            }

            meter.Add(ExtractionMeter.Work.Reading, ref begin);
            jobs.Add(new DecodingJob(image, buffer, length, budget, size), stop);
            // The buffer is the decoder's from here on.
            handedOn = true;
            begin = Stopwatch.GetTimestamp();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            image.Fail(FileOutcome.Unreadable(exception.Message));
        }
        finally
        {
            meter.Add(ExtractionMeter.Work.Reading, ref begin);
            if (!handedOn)
            {
                ArrayPool<byte>.Shared.Return(buffer ?? []);
                budget.GiveBack(size);
            }
        }
    }

    private (byte[] Buffer, int Length, FileOutcome? Fault) Load(PendingFile image)
    {
        using var handle = File.OpenHandle(image.File.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = RandomAccess.GetLength(handle);
        if (size > 1 << 30)
        {
            return ([], 0, FileOutcome.Unreadable($"has {size} bytes; at most {1 << 30} can be read"));
        }

        var modified = File.GetLastWriteTimeUtc(handle).Ticks;
        // One byte more, which shows a file that has grown.
        var buffer = ArrayPool<byte>.Shared.Rent((int)size + 1);
        var length = 0;
        for (int read; (read = RandomAccess.Read(handle, buffer.AsSpan(length), length)) > 0;)
        {
            length += read;
            if (length > size)
            {
                break;
            }

            if (length == size && RandomAccess.GetLength(handle) == size)
            {
                break;
            }
        }

        if (length != size || File.GetLastWriteTimeUtc(handle).Ticks != modified)
        {
            return (buffer, 0, FileOutcome.Changed);
        }

        image.Hash = ContentHash.Of(buffer.AsSpan(0, length));
        parts.Paths?.Record(image.File.Path, new FileStamp(size, modified), image.Hash);
        return (buffer, length, null);
    }

    /// <summary>Whether nothing has to be decoded: the content is known, or another file with the same is on its way.</summary>
    private bool Known(PendingFile image, ReadOnlyMemory<byte> bytes)
    {
        var known = parts.Outcomes.TryGet(image.Hash, out var outcome);
        if (known && !outcome.IsOk)
        {
            image.Fail(outcome);
            return true;
        }

        // First the claim and then the cache: a claim ends only when the rows are in the cache.
        var first = inFlight.GetOrAdd(image.Hash, image);
        if (first != image)
        {
            image.Follow(first);
            return true;
        }

        if (!parts.AreCached(image.Hash))
        {
            return false;
        }

        if (!known)
        {
            outcome = FileOutcome.From(ImageLoader.Inspect(bytes));
            parts.Outcomes.Record(image.Hash, outcome);
        }

        inFlight.TryRemove(image.Hash, out _);
        image.Recognise(outcome);
        return true;
    }
}
