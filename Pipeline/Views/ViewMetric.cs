namespace Transfer.Pipeline;

/// <summary>The main metric for a number of augmented views.</summary>
/// <param name="Views">The number of augmented views of each image.</param>
/// <param name="Metric">The main metric of the task, with its interval.</param>
public sealed record ViewMetric(int Views, Metric Metric);
