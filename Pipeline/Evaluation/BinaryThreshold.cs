namespace Transfer.Pipeline;

/// <summary>From which probability on an image counts as the second of two classes; to be chosen on validation samples and never on test ones.</summary>
public static class BinaryThreshold
{
    /// <summary>What holds without a choice.</summary>
    public const float Usual = 0.5f;

    /// <summary>The threshold with the best balanced accuracy, the mean of the shares of both classes that are right (Youden, 1950).</summary>
    /// <param name="probabilities">Of the second class, <c>[N]</c>.</param>
    /// <param name="labels">True classes, 0 or 1, <c>[N]</c>.</param>
    /// <returns>Halfway between the two probabilities that it divides; of equally good ones the nearest to 0.5. <see cref="Usual"/> where a class has no samples.</returns>
    public static float Choose(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels)
    {
        var (sorted, truth) = (probabilities.ToArray(), labels.ToArray());
        Array.Sort(sorted, truth);
        var positives = truth.Count(l => l == 1);
        var negatives = truth.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return Usual;
        }

        var (below, missed) = (0, 0);
        var (best, threshold) = (double.NegativeInfinity, Usual);
        for (var i = 0; i < sorted.Length - 1; i++)
        {
            (below, missed) = truth[i] == 1 ? (below, missed + 1) : (below + 1, missed);
            if (sorted[i] == sorted[i + 1])
            {
                continue;
            }

            var balanced = ((double)below / negatives) - ((double)missed / positives);
            var between = (sorted[i] + sorted[i + 1]) / 2;
            if (balanced > best || (balanced == best && Math.Abs(between - Usual) < Math.Abs(threshold - Usual)))
            {
                (best, threshold) = (balanced, between);
            }
        }

        return threshold;
    }
}
