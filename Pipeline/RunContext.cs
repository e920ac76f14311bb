namespace Transfer.Pipeline;

/// <summary>What every step of a run gets: who hears of progress, which clock there is, and what stops it.</summary>
/// <param name="Progress">Receives progress updates, on the calling thread and on worker threads; null for nobody.</param>
/// <param name="Time">The clock, for names of run folders.</param>
/// <param name="Cancellation">Stops between two batches; features that were extracted are kept.</param>
public sealed record RunContext(IProgress<ProgressUpdate>? Progress, TimeProvider Time, CancellationToken Cancellation)
{
    /// <summary>Nobody listens, the system's clock, and nothing stops it.</summary>
    public static RunContext None { get; } = new(null, TimeProvider.System, CancellationToken.None);

    /// <summary>What is being done, for sentences.</summary>
    internal string Stage { get; private init; } = Stages.Preparing;

    internal static RunContext Of(
        IProgress<ProgressUpdate>? progress, TimeProvider? time = null, CancellationToken cancellation = default) =>
        new(progress, time ?? TimeProvider.System, cancellation);

    /// <summary>The same for a stage of the run.</summary>
    internal RunContext In(string stage) => this with { Stage = stage };

    internal void Say(string sentence) => Progress.Say(Stage, sentence);
}
