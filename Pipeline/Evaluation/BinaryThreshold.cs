namespace Transfer.Pipeline.Evaluation;

/// <summary>Chooses the decision threshold of two classes, on validation samples.</summary>
internal static class BinaryThreshold
{
    /// <summary>The threshold when none is chosen.</summary>
    public const float Default = 0.5f;

    /// <summary>Chooses the threshold with the best balanced accuracy, the mean recall of both classes (Youden, 1950).</summary>
    /// <param name="probabilities">Of the second class, <c>[N]</c>.</param>
    /// <param name="labels">True classes, 0 or 1, <c>[N]</c>.</param>
    /// <returns>
    /// The midpoint of the two probabilities that it separates, the one nearest to 0.5 of equally good ones; <see cref="Default"/> when a
    /// class has no samples.
    /// </returns>
    public static float Choose(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels)
    {
        var (sorted, truth) = (probabilities.ToArray(), labels.ToArray());
        Array.Sort(sorted, truth);
        var positives = truth.Count(l => l == 1);
        var negatives = truth.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return Default;
        }

        var (below, missed) = (0, 0);
        var (best, threshold) = (double.NegativeInfinity, Default);
        for (var i = 0; i < sorted.Length - 1; i++)
        {
            (below, missed) = truth[i] == 1 ? (below, missed + 1) : (below + 1, missed);
            if (sorted[i] == sorted[i + 1])
            {
                continue;
            }

            var balanced = ((double)below / negatives) - ((double)missed / positives);
            var between = (sorted[i] + sorted[i + 1]) / 2;
            if (balanced > best || (balanced == best && Math.Abs(between - Default) < Math.Abs(threshold - Default)))
            {
                (best, threshold) = (balanced, between);
            }
        }

        return threshold;
    }
}
