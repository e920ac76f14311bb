namespace Transfer.Pipeline.Features;

/// <summary>What became of a file.</summary>
/// <param name="Name"><c>ok</c>, or the name of a reason.</param>
/// <param name="Detail">For a person; empty when all is well.</param>
/// <param name="Done">What was done to the image; empty for nothing but resizing.</param>
internal sealed record FileOutcome(string Name, string Detail, string Done = "")
{
    public const string OkName = "ok";
    public const string UnreadableName = "unreadable";

    public static FileOutcome Ok { get; } = new(OkName, "");

    public static FileOutcome OtherFile { get; } = new(
        "other file", $"its name does not end like that of an image ({ImageFile.Endings}), so it was not opened");

    public static FileOutcome Changed { get; } = new("changed while read", "it was written to while it was being read; run again");

    public static FileOutcome NotAFile { get; } = new("not a file", NotAFileException.Reason);

    public static FileOutcome OutputFolder { get; } = new("output folder", "was written by Transfer and holds no images to learn from");

    /// <summary>The base gives NaN or infinity for it. It depends on the network, so it is not remembered for the image.</summary>
    public static FileOutcome NotFinite { get; } = new(
        "not finite", "the network gives numbers for it that are not finite (NaN or infinity), so it has no features");

    /// <summary>Its features are finite in float32 only.</summary>
    public static FileOutcome TooLargeForFloat16 { get; } = new(
        "not finite", "it has features beyond 65,504, where float16 ends, so they are not kept; keep these features as float32");

    public bool IsOk => Name == OkName;

    /// <summary>The reason in one phrase: the detail, or such as <c>unreadable: Access to the path is denied.</c></summary>
    public string Reason => Name == UnreadableName ? $"{Name}: {Detail}" : Detail;

    public static FileOutcome Unreadable(string message) => new(UnreadableName, message);

    public static FileOutcome Link(string detail) => new("link", detail);

    /// <summary>The outcome of decoding.</summary>
    public static FileOutcome From(ImageOutcome outcome) => outcome.IsOk
        ? outcome.Conversions is { } conversions ? new(OkName, "", conversions) : Ok
        : new(Named(outcome.Status), outcome.Detail);

    private static string Named(ImageStatus status) => status switch
    {
        ImageStatus.Empty => "zero bytes",
        ImageStatus.NotAnImage => "not an image",
        ImageStatus.Truncated => "truncated",
        ImageStatus.TooLarge => "over the pixel limit",
        ImageStatus.Unsupported => "unsupported",
        // The loader's own word for a file that cannot be opened; here the file has been read, so it is its content.
        _ => "damaged",
    };
}
