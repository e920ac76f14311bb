namespace Transfer.Pipeline;

/// <summary>Options of an export of a trained run.</summary>
public sealed record ExportOptions
{
    /// <summary>The run folder.</summary>
    public required string Run { get; init; }

    /// <summary>
    /// The file to write; null, the default, for <c>model.onnx</c> in the run folder. In any other file batch normalization is folded into
    /// the convolutions before it; that of the run folder keeps the tensors of the backbone, so that the run can be opened from it.
    /// </summary>
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

    /// <summary>
    /// On how many validation images, evenly spread, the whole file is compared with the trainer, from their decoded bytes; at least 1,
    /// <see cref="int.MaxValue"/> for all. Their features are in the cache of the run, or are computed. Null, the default, compares on what
    /// the run folder has: up to 32 rows of features, and up to 4 images as the network takes them.
    /// </summary>
    public int? CheckedImages { get; init; }

    /// <summary>Where the images of the run are now; null, the default, for where they were. Only to check on them.</summary>
    public string? Data { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Output is { } output && (output.Length == 0 || Directory.Exists(output)))
        {
            yield return $"The output '{output}' is a folder; expected the name of a file to write, such as model.onnx.";
        }

        if (Data is not null && CheckedImages is null)
        {
            yield return $"The folder of images '{Data}' is only for checking the file on them; give how many, or leave it out.";
        }

        foreach (var fault in OptionFaults.OfCheckedImages(CheckedImages))
        {
            yield return fault;
        }
    }
}
