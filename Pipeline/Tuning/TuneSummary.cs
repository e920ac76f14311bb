using System.Globalization;

namespace Transfer.Pipeline.Tuning;

/// <summary>Compares what was measured, and chooses.</summary>
/// <param name="tournament">Where it was measured.</param>
/// <param name="all">All contestants that were measured, on however many folds.</param>
/// <param name="validationShare">The number of validation samples of a fold divided by that of training samples.</param>
internal sealed class TuneSummary(Tournament tournament, IReadOnlyList<Contestant> all, TuneState state, double validationShare)
{
    private const double BytesOfWeight = 4;
    private const double Million = 1e6;

    // What "balanced" gives away.
    private const double OnePoint = 0.01;

    /// <summary>The finalists, the most accurate first.</summary>
    /// <param name="ranked">Those that were measured on the most folds, the most accurate first.</param>
    public IReadOnlyList<TunedConfiguration> Compare(IReadOnlyList<Contestant> ranked)
    {
        var first = tournament.ResultOf(ranked[0]);
        FoldDifference[] differences = [.. ranked.Skip(1).Select(c => FoldDifference.Between(first, tournament.ResultOf(c)))];
        var corrected = Comparison.Holm([.. differences.Select(d => d.PValue)]);
        TunedConfiguration[] rows = [.. ranked.Select((c, i) => i == 0 ? WithGain(c) with { IsAsGood = true }
            : With(WithGain(c), differences[i - 1] with { HolmPValue = corrected[i - 1] }))];
        return [.. rows.Select(row => row with { IsOnFront = row.CanBeChosen && !rows.Any(other => Dominates(other, row)) })];

        static TunedConfiguration With(TunedConfiguration row, FoldDifference difference) =>
            row with { Difference = difference, IsAsGood = difference.IsNoise };

        TunedConfiguration WithGain(Contestant contestant) => contestant.Parent is not { } parent ? Describe(contestant)
            : Describe(contestant) with
            {
                Gain = FoldDifference.Between(tournament.ResultOf(parent), tournament.ResultOf(contestant)),
            };
    }

    /// <summary>What was measured of a contestant.</summary>
    public TunedConfiguration Describe(Contestant contestant)
    {
        var mean = new CorrectedMean([.. contestant.Scores.Select(s => s.Metric)], validationShare, all.Count);
        var (low, high) = mean.Varies ? (mean.Value - mean.HalfWidth, mean.Value + mean.HalfWidth)
            : Accuracy.Wilson(mean.Value, contestant.Scores.Where(s => s.Repeat == 1).Sum(s => s.Validation));
        return new TunedConfiguration
        {
            Configuration = contestant.Configuration,
            Folds = contestant.Scores.Count,
            Accuracy = mean.Value,
            Low = Math.Max(0, low),
            High = Math.Min(1, high),
            StandardError = mean.StandardError,
            Loss = contestant.Loss,
            Milliseconds = contestant.Milliseconds,
            Megabytes = contestant.Parameters * BytesOfWeight / Million,
            TrainingSeconds = state.SecondsOf(contestant.Key),
        };
    }

    /// <summary>
    /// The finalist that an objective asks for. Of those that are as accurate within one standard error, the cheapest is taken (Breiman,
    /// Friedman, Olshen and Stone: Classification and Regression Trees, 1984); a test alone would let pass what it has no power against. By
    /// the same rule a base stays frozen, and test-time views are left out, where the gain is not larger than its standard error.
    /// </summary>
    /// <param name="finalists">The most accurate first.</param>
    public static TunedConfiguration Choose(IReadOnlyList<TunedConfiguration> finalists, TuneObjective objective)
    {
        finalists = [.. finalists.Where(f => f.CanBeChosen)];
        return objective switch
        {
            TuneObjective.Speed => Within(finalists[0].StandardError).MinBy(f => f.Milliseconds)!,
            TuneObjective.Size => Within(finalists[0].StandardError).MinBy(f => f.Megabytes)!,
            TuneObjective.Balanced => Within(OnePoint).MinBy(f => f.Milliseconds * f.Megabytes)!,
            _ => finalists[0],
        };

        IEnumerable<TunedConfiguration> Within(double difference) =>
            finalists.Where(f => f.Accuracy >= finalists[0].Accuracy - difference);
    }

    /// <summary>What to take, and what half the size or half the time would cost.</summary>
    public static string Advise(IReadOnlyList<TunedConfiguration> finalists, TunedConfiguration chosen)
    {
        var size = finalists.FirstOrDefault(f => f.CanBeChosen && f.Megabytes <= chosen.Megabytes / 2);
        var time = finalists.FirstOrDefault(f => f.CanBeChosen && f.Milliseconds <= chosen.Milliseconds / 2);
        return $"Take {chosen.Configuration}: {Text(chosen.Accuracy)} ({Text(chosen.Low)} to {Text(chosen.High)}), "
            + $"{Cost(chosen.Megabytes)} MB, {Cost(chosen.Milliseconds)} ms an image. "
            + (size is not null && size == time ? Half("size and half the time", size) : $"{Half("size", size)} {Half("time", time)}");

        string Half(string what, TunedConfiguration? other) => other is null ? $"Nothing in the last round has half the {what}."
            : $"Half the {what} ({other.Configuration}, {Cost(other.Megabytes)} MB, {Cost(other.Milliseconds)} ms) "
                + (other.Accuracy >= chosen.Accuracy ? "costs nothing."
                : string.Create(CultureInfo.InvariantCulture, $"would cost {100 * (chosen.Accuracy - other.Accuracy):F1} points")
                    + (other.IsAsGood ? ", which may be chance." : "."));
    }

    /// <summary>What fine-tuning and test-time views bring to the chosen one, a sentence each.</summary>
    public static IReadOnlyList<string> GainsOf(IReadOnlyList<TunedConfiguration> finalists, TunedConfiguration chosen)
    {
        return [.. finalists.Where(f => f.Gain is not null && f.Configuration.Plain == chosen.Configuration.Plain).Select(Gain)];

        static string Gain(TunedConfiguration refined) => string.Create(CultureInfo.InvariantCulture,
            $"{refined.Configuration.RefinementText}: {100 * refined.Gain!.Value:+0.0;-0.0;0.0} points, standard error ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{100 * refined.Gain.StandardError:F1}: {(refined.CanBeChosen ? "worth it" : "leave it out")}.");
    }

    private static string Cost(double value) => value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static bool Dominates(TunedConfiguration a, TunedConfiguration b) =>
        a.Accuracy >= b.Accuracy && a.Milliseconds <= b.Milliseconds && a.Megabytes <= b.Megabytes
        && (a.Accuracy > b.Accuracy || a.Milliseconds < b.Milliseconds || a.Megabytes < b.Megabytes);

    private static string Text(double share) => share.ToString("F3", CultureInfo.InvariantCulture);
}
