namespace Transfer.Pipeline.Audit;

/// <summary>Gives progress the name of a stage of the audit.</summary>
internal sealed class StageProgress : IProgress<ProgressUpdate>
{
    private readonly IProgress<ProgressUpdate> _inner;
    private readonly string _stage;

    private StageProgress(IProgress<ProgressUpdate> inner, string stage) => (_inner, _stage) = (inner, stage);

    /// <summary>A context whose progress has this stage, whatever reports it.</summary>
    public static RunContext Name(RunContext context, string stage) =>
        context with { Progress = context.Progress is { } progress ? new StageProgress(progress, stage) : null };

    public void Report(ProgressUpdate value) => _inner.Report(value with { Stage = _stage });
}
