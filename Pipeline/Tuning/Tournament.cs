namespace Transfer.Pipeline.Tuning;

/// <summary>
/// Successive halving (Jamieson and Talwalkar: Non-stochastic Best Arm Identification and Hyperparameter Optimization, AISTATS 2016): all
/// configurations are measured on a few folds, the best third on more, the best third of those on all. The first configuration, which is
/// the default, and the best of each base stay to the end, to be compared with.
/// </summary>
internal sealed class Tournament(TuneOptions options, FoldPlan plan, string planHash, LearningTask task, TuneState state)
{
    // Li et al.: Hyperband, JMLR 18, 2018, recommend 3 or 4.
    private const int Reduction = 3;
    private const int FewestFinalists = 6;
    private const double FirstShare = 0.4;

    private int _done;
    private int _total;
    private long _start;

    /// <summary>Whether the time was up before all had been tried.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Measures contestants.</summary>
    /// <param name="all">The contestants, the default first; at least one.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <returns>Those that were measured on the most folds, the most accurate first.</returns>
    public IReadOnlyList<Contestant> Run(IReadOnlyList<Contestant> all, IReadOnlyList<string> classes, RunContext context)
    {
        _start = context.Time.GetTimestamp();
        var (rungs, left) = (Rungs(), all);
        foreach (var (round, folds) in rungs.Index())
        {
            _total = _done + Planned(rungs[round..], round == 0 ? 0 : rungs[round - 1], left.Count);
            var measured = 0;
            while (measured < left.Count && !(IsCutShort = measured + round > 0 && IsOver(context)))
            {
                Measure(left[measured++], folds, classes, context);
            }

            if (IsCutShort)
            {
                // Only what was measured on the same folds can be compared.
                return [.. Contestant.Ranked(round == 0 ? left.Take(measured) : left.Select(c => c.Keep(rungs[round - 1])))];
            }

            left = folds == rungs[^1] ? left : Survivors(left, all[0]);
        }

        return [.. Contestant.Ranked(left)];
    }

    /// <summary>
    /// Measures contestants that begin with the heads of finalists, on the same folds as these. Of the fine-tuned ones of a network, and of
    /// those with test-time views, the one that is best on a few folds is measured on all.
    /// </summary>
    /// <param name="finalists">The finalists.</param>
    /// <param name="refined">The contestants, whose parents are finalists.</param>
    /// <returns>The finalists and those that were measured on as many folds, the most accurate first.</returns>
    public IReadOnlyList<Contestant> Refine(
        IReadOnlyList<Contestant> finalists, IReadOnlyList<Contestant> refined, IReadOnlyList<string> classes, RunContext context)
    {
        var (all, left) = (finalists[0].Scores.Count, refined);
        int[] rungs = options.IsExhaustive ? [all] : [.. new[] { Math.Min(Rungs()[0], all), all }.Distinct()];
        foreach (var (round, folds) in rungs.Index())
        {
            var before = round == 0 ? 0 : rungs[round - 1];
            _total = _done + (left.Count * (folds - before)) + (Best(left).Count * (all - folds));
            if (!MeasureInTime(left, folds, classes, context))
            {
                break;
            }

            left = Best(left);
        }

        return [.. Contestant.Ranked(finalists.Concat(refined.Where(c => c.Scores.Count == all)))];

        static IReadOnlyList<Contestant> Best(IEnumerable<Contestant> measured) =>
            [.. Contestant.Ranked(measured).DistinctBy(c => (c.Parent, c.Configuration.Unfreeze is null))];
    }

    /// <summary>
    /// Measures contestants each of which can take longer than all the time that is left, and stops within one when the time is up. The
    /// folds that it has ended are kept.
    /// </summary>
    /// <returns>Whether there was time for all.</returns>
    private bool MeasureInTime(IEnumerable<Contestant> left, int folds, IReadOnlyList<string> classes, RunContext context)
    {
        using var limit = Limit(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation, limit.Token);
        try
        {
            foreach (var contestant in left)
            {
                Measure(contestant, folds, classes, context with { Cancellation = stop.Token });
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.Cancellation.IsCancellationRequested)
        {
            IsCutShort = true;
        }

        return !IsCutShort;
    }

    /// <summary>Is cancelled when the time is up; never where there is no limit.</summary>
    private CancellationTokenSource Limit(RunContext context)
    {
        if (options.Minutes is not { } minutes)
        {
            return new CancellationTokenSource();
        }

        // A timer takes no longer time than some weeks.
        var rest = Math.Clamp(minutes - context.Time.GetElapsedTime(_start).TotalMinutes, 0, TimeSpan.FromDays(30).TotalMinutes);
        return new CancellationTokenSource(TimeSpan.FromMinutes(rest), context.Time);
    }

    private bool IsOver(RunContext context) =>
        options.Minutes is { } minutes && context.Time.GetElapsedTime(_start).TotalMinutes > minutes;

    /// <summary>The number of folds of each round.</summary>
    private int[] Rungs()
    {
        var all = plan.Folds.Count;
        return options.IsExhaustive ? [all]
            : [.. new[] { Math.Max(2, (int)Math.Round(options.Folds * FirstShare)), options.Folds, all }.Distinct()];
    }

    /// <summary>The number of heads of the rounds to come, as far as it is known.</summary>
    private static int Planned(int[] rungs, int before, int count)
    {
        var heads = 0;
        foreach (var folds in rungs)
        {
            heads += count * (folds - before);
            (count, before) = (Kept(count), folds);
        }

        return heads;
    }

    private static int Kept(int count) => Math.Min(count, Math.Max(FewestFinalists, (count + Reduction - 1) / Reduction));

    private static IReadOnlyList<Contestant> Survivors(IReadOnlyList<Contestant> measured, Contestant first)
    {
        Contestant[] ranked = [.. Contestant.Ranked(measured)];
        var kept = ranked.Take(Kept(ranked.Length))
            .Concat(ranked.DistinctBy(c => c.Place)).Append(first).ToHashSet();
        return [.. measured.Where(kept.Contains)];
    }

    private void Measure(Contestant contestant, int folds, IReadOnlyList<string> classes, RunContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        using var checkpoint = state.Checkpoint(contestant.Key);
        var (known, begin) = (checkpoint.Count, context.Time.GetTimestamp());
        var outcomes = Training(contestant, classes).Run(FoldsOf(contestant, folds), context with { Progress = null }, checkpoint);
        state.AddTraining(contestant.Key, context.Time.GetElapsedTime(begin).TotalSeconds, checkpoint.Count - known);
        _done += folds - contestant.Scores.Count;
        // Views of an image are no further images.
        contestant.Scores = [.. outcomes.Zip(plan.Folds, (outcome, fold) => outcome.Score with { Train = fold.Train.Length })];
        context.Progress?.Report(new ProgressUpdate(
            Stages.Tuning, Math.Min(_done, _total), _total, $"heads, {contestant.Configuration}: {contestant.Accuracy:F3}"));
    }

    /// <summary>The accuracy for images that no choice has seen: the mean of the heads of the first repeat.</summary>
    /// <param name="rows">The rows of these images.</param>
    public double HeldOut(Contestant chosen, int[] rows, IReadOnlyList<string> classes, RunContext context)
    {
        var outputs = Training(chosen, classes).Predict(FoldsOf(chosen, options.Folds), rows, context);
        return outputs.Average(own => new Predictions
        {
            Task = task,
            Names = classes,
            Samples = [.. rows.Select(i => $"{i}")],
            Outputs = own,
            Targets = [.. rows.Select(i => (float)chosen.Base.Labels[i])],
        }.Scores().Average());
    }

    /// <summary>The folds of contestants that were measured on the same.</summary>
    public FoldResult ResultOf(Contestant contestant) => contestant.ToResult(planHash);

    private Fold[] FoldsOf(Contestant contestant, int count) =>
        [.. plan.Folds.Take(count).Select(fold => contestant.Base.WithViews(fold, contestant.Configuration.Views))];

    private FoldTraining Training(Contestant contestant, IReadOnlyList<string> classes)
    {
        var training = contestant.Configuration.Apply(options);
        return new FoldTraining(training.Head, training.Trainer, task, new TableData
        {
            Features = contestant.Base.Rows(contestant.Configuration.Pooling),
            Shape = [contestant.Base.LengthOf(contestant.Configuration.Pooling)],
            Labels = contestant.Base.Labels,
            Classes = classes,
        })
        {
            Refinement = contestant.Refinement,
        };
    }
}
