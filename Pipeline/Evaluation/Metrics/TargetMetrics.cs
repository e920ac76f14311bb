namespace Transfer.Pipeline;

/// <summary>The figures of one class, label or value.</summary>
/// <param name="Name">The class, label or value.</param>
/// <param name="Support">How many samples have it; of values all.</param>
/// <param name="Metrics">Precision, recall and F1 of a class; accuracy and AUC of a label as well; MAE, RMSE and R² of a value.</param>
public sealed record TargetMetrics(string Name, int Support, IReadOnlyList<Metric> Metrics);
