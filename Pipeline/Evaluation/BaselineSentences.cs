using System.Globalization;

namespace Transfer.Pipeline.Evaluation;

/// <summary>Says whether a model is better than one answer to all samples.</summary>
internal static class BaselineSentences
{
    private const int FewSamples = 100;
    private const int MostNames = 5;
    private const double Significance = 0.05;
    private const string R2 = "r2";

    public static string Of(EvaluationResult result) => result.MaeOfMean is { } error ? OfMean(result, error)
        : result.Baseline is { } baseline ? OfConstant(result, baseline) + NeverPredicted(result)
        : "";

    private static string OfConstant(EvaluationResult result, Baseline baseline)
    {
        var what = baseline.Class is { } name ? $"Always predicting '{name}' has" : "The more frequent value of each label has";
        var loss = baseline.LogLoss is { } entropy && result.Metrics.Any(m => m.Name == "log_loss")
            ? $" (and the shares of the classes log_loss {Metric.Share(Math.Abs(entropy))})" : "";
        var main = result.Metrics[0];
        var isBetter = main.Value > baseline.Accuracy;
        var isDoubtful = baseline.PValue is { } p ? p > Significance : main.Low <= baseline.Accuracy;
        var verdict = !isBetter ? ", and the model is no better" : isDoubtful ? ", and the model may be no better" : "";
        return $"{what} {main.Name} {Metric.Share(baseline.Accuracy)}{loss}{verdict}.";
    }

    private static string NeverPredicted(EvaluationResult result)
    {
        var names = result.NeverPredicted;
        if (names.Count == 0)
        {
            return "";
        }

        var shown = names.Take(MostNames).Select(n =>
            string.Create(CultureInfo.InvariantCulture, $"'{n}' ({result.ByTarget.First(t => t.Name == n).Support:N0} samples)"));
        var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        return $" It never predicts {string.Join(", ", shown)}{more}.";
    }

    private static string OfMean(EvaluationResult result, double error)
    {
        var few = result.Count < FewSamples ? $" Intervals from fewer than {FewSamples} samples are somewhat too narrow." : "";
        var all = result[R2];
        if (double.IsNaN(all.Value))
        {
            return $"r2 is not defined, since all targets of a value are equal.{few}";
        }

        string[] worse = [.. result.ByTarget.Where(t => t.Metrics.Single(m => m.Name == R2).Value <= 0).Select(t => $"'{t.Name}'")];
        var verdict = worse.Length > 0 && result.ByTarget.Count > 1 ? $" No better than the mean: {string.Join(", ", worse)}."
            : worse.Length > 0 ? " The model is no better than the mean."
            : all.Low <= 0 ? " It may be no better than the mean." : "";
        return $"r2 {all}, where predicting the mean has 0 and mae {Metric.Amount(error)}.{verdict}{few}";
    }
}
