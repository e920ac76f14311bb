namespace Transfer.Pipeline.Features;

/// <summary>What became of one file, or of one view of an image.</summary>
/// <param name="Path">The file relative to the data folder, with <c>/</c> between folders.</param>
/// <param name="Class">
/// The name of the first folder on the path, or of the second where the first is a split; empty for a file that lies in the data folder
/// itself.
/// </param>
/// <param name="View">0 for the image itself, 1, 2, … for its augmented views.</param>
/// <param name="Outcome"><c>ok</c>, or the name of a reason such as <c>truncated</c>.</param>
/// <param name="Features">The features, <c>[F]</c>; empty unless the outcome is <c>ok</c>.</param>
public sealed record ExtractedRow(string Path, string Class, int View, string Outcome, ReadOnlyMemory<float> Features)
{
    /// <summary>
    /// <c>train</c>, <c>validation</c> or <c>test</c>, where the first folder on the path is such a split with folders of classes in it;
    /// empty for other files.
    /// </summary>
    public string Split { get; init; } = "";

    /// <summary>What made the features, the same for all rows: model, its hash, cut, preprocessing, pooling and more, by name.</summary>
    public IReadOnlyDictionary<string, string> Recipe { get; init; } = new Dictionary<string, string>();

    /// <summary>For a person: what is wrong; empty when all is well.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What was done to the image, such as <c>EXIF-rotated; first frame of 12</c>; empty for nothing but resizing.</summary>
    public string Done { get; init; } = "";

    /// <summary>Whether there are features.</summary>
    public bool IsOk => Outcome == "ok";
}
