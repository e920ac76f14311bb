namespace Transfer.Pipeline.Features;

/// <summary>The outcome of an extraction of images: every one has its features or a reason why not.</summary>
/// <param name="Clean">The images as they are that have features, in the order they were given.</param>
/// <param name="Views">Their augmented views, those of an image one after another; null where none were asked for.</param>
/// <param name="Excluded">The images that have no features.</param>
/// <param name="Extracted">How many rows were computed just now.</param>
internal sealed record ExtractedImages(FeatureRows Clean, FeatureRows? Views, IReadOnlyList<ExcludedImage> Excluded, int Extracted);
