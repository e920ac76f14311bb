namespace Transfer.Pipeline.Quantization;

/// <summary>What a network gave for images, and how fast.</summary>
/// <param name="Outputs"><c>[N, K]</c>.</param>
/// <param name="ImagesPerSecond">Without decoding.</param>
internal sealed record MeasuredOutputs(float[] Outputs, double ImagesPerSecond);
