namespace Transfer.Pipeline;

/// <summary>What a number of views gives.</summary>
/// <param name="Views">How many augmented views of each image.</param>
/// <param name="Metric">The task's first metric with its interval.</param>
public sealed record ViewMetric(int Views, Metric Metric);
