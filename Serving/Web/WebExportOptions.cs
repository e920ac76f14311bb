namespace Transfer.Serving;

/// <summary>Options of a <see cref="WebExport"/>.</summary>
public sealed record WebExportOptions
{
    /// <summary>A run folder of images, trained to its end.</summary>
    public required string Run { get; init; }

    /// <summary>The folder to write; it must be empty or not there.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The npm package onnxruntime-web: its folder, or its file <c>.tgz</c>. Null, the default, for
    /// <c>node_modules/onnxruntime-web</c> or <c>onnxruntime-web-VERSION.tgz</c> of the tested version in the working folder.
    /// </summary>
    public string? Runtime { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Run.Length == 0)
        {
            yield return "No run is given; expected a run folder.";
        }

        if (Folder.Length == 0)
        {
            yield return "No folder is given; expected one to write the page into.";
        }
    }
}
