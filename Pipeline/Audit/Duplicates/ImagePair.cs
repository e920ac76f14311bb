namespace Transfer.Pipeline.Audit;

/// <summary>Two images that may be the same.</summary>
/// <param name="First">The index of the first image.</param>
/// <param name="Second">The index of the second image.</param>
/// <param name="Correlation">The correlation of their thumbnails at the best alignment.</param>
internal readonly record struct ImagePair(int First, int Second, float Correlation);
