namespace Transfer.Pipeline;

/// <summary>What became of some images: every one has its features or a reason why not.</summary>
/// <param name="Rows">The images that have features, in the order they were given.</param>
/// <param name="Excluded">The images that have none.</param>
/// <param name="Extracted">For how many images the base ran just now.</param>
/// <param name="Cached">How many were there already.</param>
public sealed record ExtractionResult(FeatureRows Rows, IReadOnlyList<ExcludedImage> Excluded, int Extracted, int Cached);
