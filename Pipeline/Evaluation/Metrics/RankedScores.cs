namespace Transfer.Pipeline.Evaluation;

/// <summary>Samples in descending order of their scores: the ROC and the precision-recall curve, and the areas below them.</summary>
internal sealed class RankedScores
{
    private readonly int[] _order;
    private readonly bool[] _truth;
    private readonly bool[] _isEndOfTie;

    /// <param name="scores">The scores of the positive class, <c>[N]</c>.</param>
    /// <param name="truth">Whether each sample is positive, <c>[N]</c>.</param>
    public RankedScores(float[] scores, bool[] truth)
    {
        _order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
        _truth = truth;
        _isEndOfTie = [.. _order.Select((sample, i) => i == _order.Length - 1 || scores[_order[i + 1]] != scores[sample])];
    }

    /// <summary>The area below the ROC curve; NaN when all samples are of a single class.</summary>
    /// <param name="weights">The number of times that each sample counts, <c>[N]</c>; null for once.</param>
    public double AreaUnderRoc(int[]? weights = null)
    {
        var (area, last) = (0.0, (False: 0.0, True: 0.0));
        foreach (var point in Counts(weights))
        {
            area += (point.False - last.False) * (point.True + last.True) / 2;
            last = point;
        }

        return area / (last.False * last.True);
    }

    /// <summary>
    /// The area below the precision-recall curve by the trapezoidal rule, as in Microsoft.ML; NaN when no sample is positive.
    /// </summary>
    /// <param name="weights">The number of times that each sample counts, <c>[N]</c>; null for once.</param>
    public double AreaUnderPrecisionRecall(int[]? weights = null)
    {
        var (area, before, precision) = (0.0, 0.0, 1.0);
        foreach (var (negatives, positives) in Counts(weights))
        {
            if (positives + negatives == 0)
            {
                continue;
            }

            var now = positives / (positives + negatives);
            area += (positives - before) * (now + precision) / 2;
            (before, precision) = (positives, now);
        }

        return area / before;
    }

    /// <summary>False and true positive rates, from (0, 0) to (1, 1).</summary>
    public IReadOnlyList<(double X, double Y)> Roc()
    {
        var counts = Counts(null).ToList();
        var (negatives, positives) = counts[^1];
        return [(0, 0), .. counts.Select(c => (c.False / negatives, c.True / positives))];
    }

    /// <summary>Recall and precision, from the highest score down.</summary>
    public IReadOnlyList<(double X, double Y)> PrecisionRecall()
    {
        var counts = Counts(null).ToList();
        return [.. counts.Select(c => (c.True / counts[^1].True, c.True / (c.True + c.False)))];
    }

    /// <summary>The numbers of negatives and positives at or above each score.</summary>
    private IEnumerable<(double False, double True)> Counts(int[]? weights)
    {
        var (negatives, positives) = (0L, 0L);
        for (var i = 0; i < _order.Length; i++)
        {
            var weight = weights?[_order[i]] ?? 1;
            (negatives, positives) = _truth[_order[i]] ? (negatives, positives + weight) : (negatives + weight, positives);
            if (_isEndOfTie[i])
            {
                yield return (negatives, positives);
            }
        }
    }
}
