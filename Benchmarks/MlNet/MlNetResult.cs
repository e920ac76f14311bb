namespace Transfer.Benchmarks;

/// <param name="Rate">Images a second from files to features.</param>
/// <param name="Again">Rows a second when the features are read once more.</param>
/// <param name="Accuracy">On the validation photographs.</param>
internal sealed record MlNetResult(double Rate, double Again, double Accuracy);
