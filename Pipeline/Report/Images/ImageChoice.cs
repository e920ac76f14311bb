using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>Chooses the images that a model is most wrong about, and those that it is least sure of.</summary>
internal static class ImageChoice
{
    private const int Most = 6;

    /// <summary>The largest errors first: wrong answers by how sure they are, values by how far they are off.</summary>
    public static IReadOnlyList<ChosenImage> MostWrong(Predictions predictions) =>
        [.. Enumerable.Range(0, predictions.Count).Select(i => (Index: i, Worst: Worst(predictions, i))).Where(p => p.Worst.Error > 0)
            .OrderByDescending(p => p.Worst.Error).Take(Most).Select(p => Describe(predictions, p.Index, p.Worst.Output))];

    /// <summary>The narrowest answers first, without those that are shown already; none of values, which have no certainty.</summary>
    public static IReadOnlyList<ChosenImage> LeastSure(Predictions predictions, IReadOnlyList<ChosenImage> shown)
    {
        var known = shown.Select(p => p.Index).ToHashSet();
        return predictions.Task.AreValues ? [] :
            [.. Enumerable.Range(0, predictions.Count).Where(i => !known.Contains(i)).Select(i => (Index: i, Narrow: Narrowest(predictions, i)))
                .OrderBy(p => p.Narrow.Margin).Take(Most).Select(p => Describe(predictions, p.Index, p.Narrow.Output))];
    }

    private static (int Output, double Error) Worst(Predictions predictions, int index)
    {
        var row = predictions.Row(index);
        if (predictions.Task.AreClasses)
        {
            var (answer, truth) = (Predictions.ClassOf(row, predictions.DefaultThreshold), (int)predictions.Targets[index]);
            var distance = row.Length == 1 ? Math.Abs(row[0] - predictions.DefaultThreshold) : row[answer] - row[truth];
            return (row.Length == 1 ? 0 : answer, answer == truth ? 0 : Math.Max(distance, float.Epsilon));
        }

        var (output, error) = (0, 0.0);
        for (var i = 0; i < row.Length; i++)
        {
            var target = predictions.Targets[(index * row.Length) + i];
            var isWrong = predictions.Task.AreValues || (row[i] > predictions.DefaultThreshold) != (target > 0.5f);
            var off = Math.Abs(row[i] - target);
            (output, error) = isWrong && off > error ? (i, off) : (output, error);
        }

        return (output, error);
    }

    private static (int Output, double Margin) Narrowest(Predictions predictions, int index)
    {
        var row = predictions.Row(index).ToArray();
        if (predictions.Task.AreClasses && row.Length > 1)
        {
            var two = row.OrderDescending().Take(2).ToArray();
            return (Array.IndexOf(row, two[0]), two[0] - two[1]);
        }

        var output = Enumerable.Range(0, row.Length).MinBy(i => Math.Abs(row[i] - predictions.DefaultThreshold));
        return (output, Math.Abs(row[output] - predictions.DefaultThreshold));
    }

    private static ChosenImage Describe(Predictions predictions, int index, int output)
    {
        var row = predictions.Row(index);
        var names = predictions.Names;
        if (predictions.Task.AreClasses)
        {
            var answer = Predictions.ClassOf(row, predictions.DefaultThreshold);
            var value = row.Length > 1 ? row[output] : answer == 1 || !predictions.AreProbabilities ? row[0] : 1 - row[0];
            return new ChosenImage(index, output, row.Length > 1 || answer == 1, $"{names[(int)predictions.Targets[index]]}, answered {names[answer]} ({Text(value)})");
        }

        var target = predictions.Targets[(index * row.Length) + output];
        return predictions.Task.AreValues
            ? new ChosenImage(index, output, row[output] >= target, $"{names[output]} {Metric.Text(target)}, predicted {Metric.Text(row[output])}")
            : new ChosenImage(index, output, row[output] > predictions.DefaultThreshold, $"{(target > 0.5f ? "has" : "has no")} {names[output]}, answered {(row[output] > predictions.DefaultThreshold ? "yes" : "no")} ({Text(row[output])})");

        string Text(float value) => predictions.AreProbabilities || predictions.Task.OutputActivation == Models.OutputActivation.Sigmoid ? Percent(value) : value.ToString("F2", CultureInfo.InvariantCulture);

        // 100 % would be a claim that no model makes.
        static string Percent(float value) => value > 0.9995f ? "over 99.9 %" : (value * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";
    }
}
