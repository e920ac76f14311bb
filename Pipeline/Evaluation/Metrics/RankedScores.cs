using MathNet.Numerics;
using MathNet.Numerics.Statistics;

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
    /// The average precision: the precision at each distinct score, weighted with the recall that the score adds (Davis and Goadrich: The
    /// Relationship Between Precision-Recall and ROC Curves, ICML 2006; as in scikit-learn); NaN when no sample is positive.
    /// </summary>
    /// <param name="weights">The number of times that each sample counts, <c>[N]</c>; null for once.</param>
    public double AveragePrecision(int[]? weights = null)
    {
        var (sum, before) = (0.0, 0.0);
        foreach (var (negatives, positives) in Counts(weights))
        {
            if (positives + negatives == 0)
            {
                continue;
            }

            sum += (positives - before) * positives / (positives + negatives);
            before = positives;
        }

        return sum / before;
    }

    /// <summary>
    /// The 95 % interval of <see cref="AreaUnderRoc"/>: DeLong's variance (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988) on the
    /// scale of the logit, which keeps the interval within 0 and 1. Where that variance is 0, as for classes without any overlap, it is
    /// Wilson's for as many samples as the smaller class has.
    /// </summary>
    public (double Low, double High) AreaUnderRocInterval()
    {
        var (area, variance, negatives, positives) = DeLong();
        if (double.IsNaN(area))
        {
            return (double.NaN, double.NaN);
        }

        if (!(variance > 0))
        {
            return Accuracy.Wilson(area, Math.Min(negatives, positives));
        }

        var (logit, half) = (Math.Log(area / (1 - area)), Accuracy.Z * Math.Sqrt(variance) / (area * (1 - area)));
        return (SpecialFunctions.Logistic(logit - half), SpecialFunctions.Logistic(logit + half));
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

    private (double Area, double Variance, double Negatives, double Positives) DeLong()
    {
        var counts = Counts(null).ToList();
        var (negatives, positives) = counts[^1];
        // For each positive the share of negatives below it, and for each negative that of positives above; half of those that tie count.
        var (ofPositives, ofNegatives) = (new List<double>(), new List<double>());
        var last = (False: 0.0, True: 0.0);
        foreach (var point in counts)
        {
            var below = (negatives - ((point.False + last.False) / 2)) / negatives;
            var above = (point.True + last.True) / 2 / positives;
            ofPositives.AddRange(Enumerable.Repeat(below, (int)(point.True - last.True)));
            ofNegatives.AddRange(Enumerable.Repeat(above, (int)(point.False - last.False)));
            last = point;
        }

        return negatives == 0 || positives == 0 ? (double.NaN, 0, negatives, positives)
            : (ofPositives.Average(), (ofPositives.Variance() / positives) + (ofNegatives.Variance() / negatives), negatives, positives);
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
