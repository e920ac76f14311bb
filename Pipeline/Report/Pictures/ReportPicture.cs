namespace Transfer.Pipeline;

/// <summary>A picture on the page.</summary>
/// <param name="Sample">Its path.</param>
/// <param name="Caption">What is true and what the model says.</param>
/// <param name="Picture">As a JPEG file.</param>
/// <param name="HeatMap">The same under its heat map; null where there is none.</param>
internal sealed record ReportPicture(string Sample, string Caption, byte[] Picture, byte[]? HeatMap);
