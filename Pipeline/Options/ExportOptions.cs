namespace Transfer.Pipeline;

/// <summary>Options of an export of a trained run.</summary>
public sealed record ExportOptions
{
    /// <summary>The run folder.</summary>
    public required string Run { get; init; }

    /// <summary>The file to write; null, the default, for <c>model.onnx</c> in the run folder.</summary>
    public string? Output { get; init; }

    /// <summary>What the file takes; null, the default, for what that of the run takes.</summary>
    public ModelInput? Input { get; init; }

    /// <summary>
    /// Whether the outputs are those of the trainer, without temperature and threshold; null, the default, for what the run has.
    /// </summary>
    public bool? RawOutputs { get; init; }

    /// <summary>
    /// Whether the file holds small copies, 64 x 64 pixels, of at most four validation images among its golden vectors. Default false:
    /// drawn images alone, so that no image of the data travels with the file.
    /// </summary>
    public bool WithSamples { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Output is { } output && (output.Length == 0 || Directory.Exists(output)))
        {
            yield return $"The output '{output}' is a folder; expected the name of a file to write, such as model.onnx.";
        }
    }
}
