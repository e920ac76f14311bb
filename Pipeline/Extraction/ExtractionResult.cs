namespace Transfer.Pipeline;

/// <summary>What became of some pictures: every one has its features or a reason why not.</summary>
/// <param name="Rows">The pictures that have features, in the order they were given.</param>
/// <param name="Excluded">The pictures that have none.</param>
/// <param name="Extracted">For how many pictures the base ran just now.</param>
/// <param name="Cached">How many were there already.</param>
public sealed record ExtractionResult(FeatureRows Rows, IReadOnlyList<ExcludedImage> Excluded, int Extracted, int Cached);
