namespace Transfer.Pipeline.Report;

/// <summary>An image of the page.</summary>
/// <param name="Sample">The path, relative to the data folder.</param>
/// <param name="Caption">The target and the prediction, in words.</param>
/// <param name="Image">The image, encoded as JPEG.</param>
/// <param name="HeatMap">The image with its heat map, encoded as JPEG; null when there is none.</param>
internal sealed record ReportImage(string Sample, string Caption, byte[] Image, byte[]? HeatMap);
