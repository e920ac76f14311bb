namespace Transfer.Pipeline;

/// <summary>The logs of other programs that a run also writes.</summary>
[Flags]
public enum RunLogs
{
    /// <summary>None. The default.</summary>
    None,

    /// <summary>An event file of TensorBoard in the run folder, in <c>tensorboard/</c>.</summary>
    TensorBoard,

    /// <summary>A run in a file store of MLflow beside the run folder, in <c>mlruns/</c>.</summary>
    MLflow,
}
