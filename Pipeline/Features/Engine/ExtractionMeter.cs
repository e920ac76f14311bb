using System.Diagnostics;

namespace Transfer.Pipeline.Features;

/// <summary>Counts what an extraction does and how long each kind of work takes; safe from any number of threads.</summary>
internal sealed class ExtractionMeter
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly long[] _ticks = new long[5];
    private long _listed;

    public enum Work
    {
        Reading,
        Decoding,
        Base,
        Writing,
        Waiting,
    }

    public bool IsListed { get; set; }

    public long Files { get; private set; }

    public long Extracted { get; private set; }

    public long Cached { get; private set; }

    public long Failed { get; private set; }

    public void Listed(int files) => _listed += files;

    /// <summary>Adds the time since <paramref name="begin"/>, of <see cref="Stopwatch.GetTimestamp"/>, and starts anew.</summary>
    public void Add(Work work, ref long begin)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.Add(ref _ticks[(int)work], now - begin);
        begin = now;
    }

    /// <summary>Counts a finished image; for one thread.</summary>
    public void Finished(PendingFile image, int views)
    {
        Files++;
        if (!image.Outcome.IsOk)
        {
            Failed++;
            return;
        }

        Extracted += image.Computed;
        Cached += views - image.Computed;
    }

    public ExtractionProgress Progress()
    {
        double total = Math.Max(1, _ticks.Sum());
        double Share(Work work) => _ticks[(int)work] / total;
        return new ExtractionProgress
        {
            Files = Files,
            Extracted = Extracted,
            Cached = Cached,
            Failed = Failed,
            Listed = _listed,
            IsListed = IsListed,
            Seconds = _watch.Elapsed.TotalSeconds,
            Shares = new ExtractionShares(
                Share(Work.Reading), Share(Work.Decoding), Share(Work.Base), Share(Work.Writing), Share(Work.Waiting)),
        };
    }
}
