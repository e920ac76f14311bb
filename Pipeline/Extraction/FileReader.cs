using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using Transfer.Augmentation;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>Reads and hashes files, once each, and passes on the bytes of those whose features are missing.</summary>
/// <param name="inFlight">Contents whose rows are being computed, each with the first picture that has it.</param>
internal sealed class FileReader(
    EngineParts parts, ConcurrentDictionary<ContentHash, Picture> inFlight, BlockingCollection<DecodingJob> jobs, ByteBudget budget, ExtractionMeter meter)
{
    /// <summary>Reads one file; its outcome is known afterwards, or it is among the jobs.</summary>
    /// <exception cref="OperationCanceledException">It was stopped while the decoders had no room.</exception>
    public void Read(Picture picture, CancellationToken stop)
    {
        var size = Math.Max(0, picture.File.Size);
        budget.Take(size, stop);
        var begin = Stopwatch.GetTimestamp();
        byte[]? buffer = null;
        var handedOn = false;
        try
        {
            (buffer, var length, var fault) = Load(picture);
            if (fault is not null)
            {
                picture.Fail(fault);
                return;
            }

            if (Known(picture, buffer.AsMemory(0, length)))
            {
                return;
            }

            meter.Add(ExtractionMeter.Work.Reading, ref begin);
            jobs.Add(new DecodingJob(picture, buffer, length, budget, size), stop);
            // The buffer is the decoder's from here on.
            handedOn = true;
            begin = Stopwatch.GetTimestamp();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            picture.Fail(PictureOutcome.Unreadable(exception.Message));
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

    private (byte[] Buffer, int Length, PictureOutcome? Fault) Load(Picture picture)
    {
        using var handle = File.OpenHandle(picture.File.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = RandomAccess.GetLength(handle);
        if (size > 1 << 30)
        {
            return ([], 0, PictureOutcome.Unreadable($"has {size} bytes; at most {1 << 30} can be read"));
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
            return (buffer, 0, PictureOutcome.Changed);
        }

        picture.Hash = ContentHash.Of(buffer.AsSpan(0, length));
        parts.Paths?.Record(picture.File.Path, new FileStamp(size, modified), picture.Hash);
        return (buffer, length, null);
    }

    /// <summary>Whether nothing has to be decoded: the content is known, or another file with the same is on its way.</summary>
    private bool Known(Picture picture, ReadOnlyMemory<byte> bytes)
    {
        var known = parts.Outcomes.TryGet(picture.Hash, out var outcome);
        if (known && !outcome.IsOk)
        {
            picture.Fail(outcome);
            return true;
        }

        // First the claim and then the cache: a claim ends only when the rows are in the cache.
        var first = inFlight.GetOrAdd(picture.Hash, picture);
        if (first != picture)
        {
            picture.Follow(first);
            return true;
        }

        if (!parts.AreCached(picture.Hash))
        {
            return false;
        }

        if (!known)
        {
            outcome = PictureOutcome.From(ImageLoader.Inspect(bytes));
            parts.Outcomes.Record(picture.Hash, outcome);
        }

        inFlight.TryRemove(picture.Hash, out _);
        picture.Recognise(outcome);
        return true;
    }
}
