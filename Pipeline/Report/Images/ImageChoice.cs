using System.Globalization;

namespace Transfer.Pipeline.Report;

/// <summary>Chooses the validation images with the largest errors, and those with the least certain predictions.</summary>
internal static class ImageChoice
{
    private const int Most = 6;

    /// <summary>The wrong predictions with the largest errors: by confidence for classes and labels, by distance for values.</summary>
    public static IReadOnlyList<ChosenImage> MostWrong(Predictions predictions) =>
    [
        .. Enumerable.Range(0, predictions.Count).Select(i => (Index: i, Worst: Worst(predictions, i)))
            .Where(p => p.Worst.Error > 0).OrderByDescending(p => p.Worst.Error).Take(Most)
            .Select(p => Describe(predictions, p.Index, p.Worst.Output)),
    ];

    /// <summary>
    /// The predictions with the smallest margins, without images that are shown already; empty for values, which have no margin.
    /// </summary>
    public static IReadOnlyList<ChosenImage> LeastSure(Predictions predictions, IReadOnlyList<ChosenImage> shown)
    {
        var known = shown.Select(p => p.Index).ToHashSet();
        return predictions.Task.AreValues ? [] :
            [.. Enumerable.Range(0, predictions.Count).Where(i => !known.Contains(i))
                .Select(i => (Index: i, Narrow: Narrowest(predictions, i)))
                .OrderBy(p => p.Narrow.Margin).Take(Most).Select(p => Describe(predictions, p.Index, p.Narrow.Output))];
    }

    private static (int Output, double Error) Worst(Predictions predictions, int index)
    {
        var row = predictions.Row(index);
        if (predictions.Task.AreClasses)
        {
            var (predicted, truth) = (Predictions.ClassOf(row, predictions.DefaultThreshold), (int)predictions.Targets[index]);
            var distance = row.Length == 1 ? Math.Abs(row[0] - predictions.DefaultThreshold) : row[predicted] - row[truth];
            return (row.Length == 1 ? 0 : predicted, predicted == truth ? 0 : Math.Max(distance, float.Epsilon));
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
            var predicted = Predictions.ClassOf(row, predictions.DefaultThreshold);
            var value = row.Length > 1 ? row[output] : predicted == 1 || !predictions.AreProbabilities ? row[0] : 1 - row[0];
            var caption = $"{names[(int)predictions.Targets[index]]}, predicted {names[predicted]} ({Text(value)})";
            return new ChosenImage(index, output, row.Length > 1 || predicted == 1, caption);
        }

        var target = predictions.Targets[(index * row.Length) + output];
        if (predictions.Task.AreValues)
        {
            var caption = $"{names[output]} {Value(target)}, predicted {Value(row[output])}";
            return new ChosenImage(index, output, row[output] >= target, caption);
        }

        var hasLabel = row[output] > predictions.DefaultThreshold;
        return new ChosenImage(index, output, hasLabel,
            $"{(target > 0.5f ? "has" : "has no")} {names[output]}, predicted {(hasLabel ? "yes" : "no")} ({Text(row[output])})");

        static string Value(float value) => value.ToString("G5", CultureInfo.InvariantCulture);

        string Text(float value) => !predictions.AreProbabilities && predictions.Task.OutputActivation != OutputActivation.Sigmoid
            ? value.ToString("F2", CultureInfo.InvariantCulture)
            // Never rounded to 100 %.
            : value > 0.9995f ? "over 99.9 %" : (value * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";
    }
}
