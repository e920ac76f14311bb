namespace Transfer.Cli;

/// <summary>How predictions are printed.</summary>
/// <param name="AsJson">As a JSON object a line.</param>
/// <param name="AsCsv">As CSV.</param>
/// <param name="Top">The number of classes of an image; null where nobody said.</param>
internal sealed record PredictionFormat(bool AsJson, bool AsCsv, int? Top)
{
    /// <exception cref="ArgumentException">They exclude each other, or there is nothing to show.</exception>
    public static PredictionFormat Of(bool asJson, bool asCsv, int? top) => (asJson && asCsv, top) switch
    {
        (true, _) => throw new ArgumentException("--json and --csv were both given. Give one of them."),
        (_, < 1) => throw new ArgumentException($"'{top}' is no value of --top. Expected 1 or more."),
        _ => new PredictionFormat(asJson, asCsv, top),
    };
}
