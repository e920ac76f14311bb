namespace Transfer.Pipeline.Evaluation;

/// <summary>The metrics of one class, label or value.</summary>
/// <param name="Name">The name of the class, label or value.</param>
/// <param name="Support">The number of samples that have it; for values, of all samples.</param>
/// <param name="Metrics">Precision, recall and F1 of a class; also accuracy and AUC of a label; MAE, RMSE and R² of a value.</param>
public sealed record TargetMetrics(string Name, int Support, IReadOnlyList<Metric> Metrics);
