namespace Transfer.Pipeline;

/// <summary>An image on the page.</summary>
/// <param name="Sample">Its path.</param>
/// <param name="Caption">What is true and what the model says.</param>
/// <param name="Image">As a JPEG file.</param>
/// <param name="HeatMap">The same under its heat map; null where there is none.</param>
internal sealed record ReportImage(string Sample, string Caption, byte[] Image, byte[]? HeatMap);
