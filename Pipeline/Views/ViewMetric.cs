namespace Transfer.Pipeline;

/// <summary>What a number of views gives.</summary>
/// <param name="Views">How many augmented views of each picture.</param>
/// <param name="Metric">The problem's first metric with its interval.</param>
public sealed record ViewMetric(int Views, Metric Metric);
