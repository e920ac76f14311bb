namespace Transfer.Benchmarks;

/// <summary>What every contestant gets: the same network, files and batch size.</summary>
/// <param name="Folder">Has the whole network and its base, see <see cref="BenchmarkNetwork"/>.</param>
/// <param name="Size">Height and width in pixels.</param>
/// <param name="Preprocessing">Keras' mode.</param>
/// <param name="Images">How many images are timed.</param>
/// <param name="BatchSize">How many go into one run.</param>
internal sealed record ExtractionJob(string Folder, int Size, string Preprocessing, int Images, int BatchSize)
{
    /// <summary>Where the base runs. Default the processor.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>
    /// How many come before them: enough for the runtime to have compiled what is hot, as it has in all but the first seconds of a long
    /// extraction.
    /// </summary>
    public int WarmUp => Math.Max(32, Images / 4);

    public string Network => Path.Combine(Folder, BenchmarkNetwork.NetworkFile);

    public string Base =>
        Path.Combine(Folder, Device.Precision == BasePrecision.Float16 ? BenchmarkNetwork.HalfBaseFile : BenchmarkNetwork.BaseFile);
}
