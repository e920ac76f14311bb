using System.Collections.Concurrent;

namespace Transfer.Pipeline.Features;

/// <summary>What the stages of one extraction share: its parts, its measurements, and the queues between the stages.</summary>
internal sealed class EngineContext(EngineParts parts) : IDisposable
{
    private const long MostFileBytes = 256L << 20;
    private const int MostPacketsToRead = 8;

    public EngineParts Parts => parts;

    public ExtractionMeter Meter { get; } = new();

    /// <summary>As many as there are cores: the processor decodes for a GPU as well.</summary>
    public int Workers { get; } = Environment.ProcessorCount;

    /// <summary>Contents whose rows are being computed, each with the first file that has it.</summary>
    public ConcurrentDictionary<ContentHash, PendingFile> InFlight { get; } = new();

    public BlockingCollection<PendingFile[]> ToRead { get; } = new(MostPacketsToRead);

    public BlockingCollection<DecodingJob> ToDecode { get; } = new(Math.Max(8, 2 * Environment.ProcessorCount));

    public BlockingCollection<ComputedBatch> ToWrite { get; } = new(2 * Environment.ProcessorCount);

    /// <summary>Limits what lies in memory of files that were read.</summary>
    public MemoryLimit Memory { get; } = new(MostFileBytes);

    /// <summary>Limits how many batches the base runs at once.</summary>
    public SemaphoreSlim BaseRuns { get; } = new(parts.Base.Parallelism);

    /// <summary>
    /// Images in one run of the base; where no number is given, a calibration finds one when the base first has to run, unless the lister
    /// has set one before.
    /// </summary>
    public Lazy<int> BatchSize { get; set; } = new(() => parts.BatchSize ?? parts.Base.Calibrate());

    public void Dispose()
    {
        ToRead.Dispose();
        ToDecode.Dispose();
        ToWrite.Dispose();
        BaseRuns.Dispose();
    }
}
