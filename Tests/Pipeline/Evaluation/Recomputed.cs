using System.Globalization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>
/// The figures of a run computed from its CSV files alone, with formulas that are written a second time, for clearness and not for speed.
/// </summary>
internal sealed class Recomputed
{
    private const double Limit = 1e-7;

    private readonly double[][] _outputs;
    private readonly double[][] _targets;
    private readonly string[] _classes;
    private readonly bool _areClasses;

    /// <param name="keys">The number of columns before <c>path</c>.</param>
    /// <param name="classes">The classes, in the order of the outputs; empty for labels and values.</param>
    public Recomputed(IEnumerable<string[]> rows, string[] header, string[] classes, int keys = 0)
    {
        (_classes, _areClasses) = (classes, classes.Length > 0);
        var first = Array.FindIndex(header, h => h.StartsWith("output:", StringComparison.Ordinal));
        var all = rows.ToArray();
        _outputs = [.. all.Select(r => r[first..].Select(Number).ToArray())];
        _targets = [.. all.Select(r => _areClasses
            ? [Array.IndexOf(classes, r[keys + 1])]
            : r[(keys + 1)..first].Select(Number).ToArray())];
    }

    public static Recomputed Of(string path, string[] classes)
    {
        var rows = CsvText.Read(path);
        return new Recomputed(rows.Skip(1), rows[0], classes);
    }

    public int Count => _outputs.Length;

    private bool IsBinary => _classes.Length == 2;

    private int[] Truth => [.. _targets.Select(t => (int)t[0])];

    public double Accuracy(double threshold = 0.5) => Predicted(threshold).Zip(Truth).Average(p => p.First == p.Second ? 1.0 : 0);

    /// <summary>A metric of classes.</summary>
    public double OfClasses(string name, double threshold = 0.5, double temperature = 1)
    {
        var (predicted, truth) = (Predicted(threshold, temperature), Truth);
        int[] present = [.. truth.Distinct()];
        return name switch
        {
            "accuracy" => predicted.Zip(truth).Average(p => p.First == p.Second ? 1.0 : 0),
            "balanced_accuracy" => present.Average(c => OfClass("recall", c, threshold, temperature)),
            "f1" when !IsBinary => present.Average(c => OfClass("f1", c, threshold, temperature)),
            "precision" or "recall" or "f1" => OfClass(name, 1, threshold, temperature),
            "auc" => Area([.. _outputs.Select(o => o[^1])], [.. truth.Select(t => t == 1)]),
            "average_precision" => AveragePrecision([.. _outputs.Select(o => o[^1])], [.. truth.Select(t => t == 1)]),
            "mcc" => Correlation(predicted, truth),
            "log_loss" => Probabilities(temperature).Zip(truth).Average(p => -Math.Log(Math.Clamp(p.First[p.Second], Limit, 1 - Limit))),
            "brier" => Probabilities(temperature).Zip(truth).Average(p => IsBinary
                ? Math.Pow(p.First[1] - p.Second, 2)
                : p.First.Select((v, c) => Math.Pow(v - (c == p.Second ? 1 : 0), 2)).Sum()),
            _ => throw new ArgumentException($"There is no second formula for {name}."),
        };
    }

    public double OfClass(string name, int label, double threshold = 0.5, double temperature = 1)
    {
        var pairs = Predicted(threshold, temperature).Zip(Truth).ToArray();
        double both = pairs.Count(p => p.First == label && p.Second == label);
        double predicted = pairs.Count(p => p.First == label), actual = pairs.Count(p => p.Second == label);
        var precision = predicted == 0 ? 0 : both / predicted;
        var recall = actual == 0 ? 0 : both / actual;
        return name switch
        {
            "precision" => precision,
            "recall" => recall,
            "f1" => both == 0 ? 0 : 2 / ((1 / precision) + (1 / recall)),
            _ => throw new ArgumentException($"There is no second formula for {name}."),
        };
    }

    /// <summary>A metric of labels.</summary>
    public double OfLabels(string name)
    {
        int[] labels = [.. Enumerable.Range(0, _outputs[0].Length)];
        return name switch
        {
            "exact_match" => _outputs.Zip(_targets).Average(r => r.First.Zip(r.Second).All(p => p.First > 0.5 == p.Second > 0.5) ? 1.0 : 0),
            "micro_f1" => MicroF1(),
            "map" => labels.Average(l => OfLabel("average_precision", l)),
            "brier" => labels.Average(l => _outputs.Zip(_targets).Average(r => Math.Pow(r.First[l] - r.Second[l], 2))),
            _ => labels.Average(l => OfLabel(name, l)),
        };
    }

    public double OfLabel(string name, int label)
    {
        double[] scores = [.. _outputs.Select(o => o[label])];
        bool[] truth = [.. _targets.Select(t => t[label] == 1)];
        double both = scores.Zip(truth).Count(p => p.First > 0.5 && p.Second);
        double predicted = scores.Count(s => s > 0.5), actual = truth.Count(t => t);
        return name switch
        {
            "accuracy" => scores.Zip(truth).Average(p => p.First > 0.5 == p.Second ? 1.0 : 0),
            "precision" => predicted == 0 ? 0 : both / predicted,
            "recall" => both / actual,
            "f1" => both == 0 ? 0 : 2 / ((predicted / both) + (actual / both)),
            "auc" => Area(scores, truth),
            "average_precision" => AveragePrecision(scores, truth),
            _ => throw new ArgumentException($"There is no second formula for {name}."),
        };
    }

    /// <summary>A metric of values; of the value in a column, or of all.</summary>
    public double OfValues(string name, int? column = null)
    {
        int[] columns = column is { } one ? [one] : [.. Enumerable.Range(0, _outputs[0].Length)];
        var squared = columns.Average(c => _outputs.Zip(_targets).Average(r => Math.Pow(r.First[c] - r.Second[c], 2)));
        return name switch
        {
            "mae" => columns.Average(c => _outputs.Zip(_targets).Average(r => Math.Abs(r.First[c] - r.Second[c]))),
            "rmse" => Math.Sqrt(squared),
            "mse" => squared,
            "r2" => columns.Average(c =>
            {
                var mean = _targets.Average(t => t[c]);
                return 1 - (_outputs.Zip(_targets).Sum(r => Math.Pow(r.First[c] - r.Second[c], 2))
                    / _targets.Sum(t => Math.Pow(t[c] - mean, 2)));
            }),
            _ => throw new ArgumentException($"There is no second formula for {name}."),
        };
    }

    private static double Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The probability of each class, <c>[N, classes]</c>, with logits divided by a temperature.</summary>
    private double[][] Probabilities(double temperature) => [.. _outputs.Select(o =>
    {
        double[] all = o.Length == 1 ? [1 - o[0], o[0]] : o;
        double[] powers = temperature == 1 ? all : [.. all.Select(p => Math.Pow(Math.Max(p, Limit), 1 / temperature))];
        return powers.Select(p => temperature == 1 ? p : p / powers.Sum()).ToArray();
    })];

    private int[] Predicted(double threshold, double temperature = 1) => [.. Probabilities(temperature).Select(p =>
        IsBinary ? (p[1] > threshold ? 1 : 0) : Array.IndexOf(p, p.Max()))];

    /// <summary>How often a positive is above a negative.</summary>
    private static double Area(double[] scores, bool[] truth)
    {
        double[] positives = [.. scores.Where((_, i) => truth[i])], negatives = [.. scores.Where((_, i) => !truth[i])];
        return positives.Average(p => negatives.Average(n => p > n ? 1 : p == n ? 0.5 : 0));
    }

    private static double AveragePrecision(double[] scores, bool[] truth)
    {
        var (sum, before) = (0.0, 0.0);
        foreach (var score in scores.Distinct().OrderDescending())
        {
            bool[] above = [.. truth.Where((_, i) => scores[i] >= score)];
            double found = above.Count(t => t);
            sum += (found - before) / truth.Count(t => t) * (found / above.Length);
            before = found;
        }

        return sum;
    }

    /// <summary>The correlation of one-hot rows, which is Matthews' of several classes.</summary>
    private double Correlation(int[] predicted, int[] truth)
    {
        var both = Covariance(predicted, truth);
        var scale = Math.Sqrt(Covariance(predicted, predicted) * Covariance(truth, truth));
        return scale == 0 ? 0 : both / scale;

        double Covariance(int[] x, int[] y) => Enumerable.Range(0, _classes.Length).Sum(c =>
        {
            var (meanX, meanY) = (x.Average(v => v == c ? 1.0 : 0), y.Average(v => v == c ? 1.0 : 0));
            return x.Zip(y).Average(p => ((p.First == c ? 1 : 0) - meanX) * ((p.Second == c ? 1 : 0) - meanY));
        });
    }

    private double MicroF1()
    {
        var cells = _outputs.SelectMany((o, i) => o.Select((v, l) => (Predicted: v > 0.5, Actual: _targets[i][l] == 1))).ToArray();
        double both = cells.Count(c => c.Predicted && c.Actual);
        return 2 * both / (cells.Count(c => c.Predicted) + cells.Count(c => c.Actual));
    }
}
