namespace Transfer.Pipeline.Tuning;

/// <summary>A tournament from the data to the run of what it chose.</summary>
internal sealed class TuneRun
{
    // Changes with what is measured, so that outcomes of an earlier version are not mixed with others.
    private const string Version = "1";

    private readonly TuneOptions _options;
    private readonly RunContext _context;
    private readonly ImageDataset _dataset;
    private readonly LearningTask _task;
    private readonly TuneState _state;

    private TuneRun(TuneOptions options, RunContext context)
    {
        (_options, _context) = (options, context.In(Stages.Tuning));
        _dataset = RunSamples.List(options.Training);
        _task = LearningTask.Choose(_dataset.Kind, _dataset.Classes.Count);
        if (!_task.AreClasses)
        {
            throw new InvalidDataException($"'{options.Data}' has {_task.Words}, and a tournament compares accuracies of classes. Give "
                + "images with one class each.");
        }

        _state = TuneState.Open(options.Folder);
    }

    /// <summary>Runs a tournament, or goes on with one that was stopped.</summary>
    public static TuneResult Run(TuneOptions options, RunContext context) => new TuneRun(options, context).Run();

    private TuneResult Run()
    {
        foreach (var sentence in _dataset.Sentences)
        {
            _context.Say(sentence);
        }

        _context.Say($"Folds of the training images choose; the {_dataset.Validation.Count:N0} validation images measure the choice once. "
            + $"Test images stay closed. Folder: {_options.Folder}");
        var places = new TunePlaces(_options, _dataset, _state, _context).Open();
        var first = places[0].Base;
        var count = first.Identities.Count;
        // Copies of an image are one group.
        var groups = RunInputs.GroupsOf(first.Identities);
        var plan = FoldPlan.Create(first.Labels[..count], groups, _options.Folds, _options.Repeats, _options.Training.DataSeed);
        var planHash = plan.Fingerprint(first.Identities);
        var all = Contestants(places, planHash);
        _context.Say($"Tournament: {all.Count:N0} configurations of {places.Count:N0} bases, {_options.Folds} folds x {_options.Repeats}.");
        var tournament = new Tournament(_options, plan, planHash, _task, _state);
        var ranked = tournament.Run(all, _dataset.Classes, _context);
        using var refinements = new Refinements(_options, _dataset, _task, _context);
        var refined = tournament.IsCutShort ? [] : refinements.Of(ranked);
        ranked = refined.Count == 0 ? ranked : tournament.Refine(ranked, refined, _dataset.Classes, _context);
        int[] heldOut = [.. Enumerable.Range(count, first.HeldOutIdentities.Count)];
        return Finish(tournament, ranked, [.. all.Concat(refined).Where(c => c.Scores.Count > 0)], heldOut);
    }

    private TuneResult Finish(Tournament tournament, IReadOnlyList<Contestant> ranked, IReadOnlyList<Contestant> measured, int[] heldOut)
    {
        var score = ranked[0].Scores[0];
        var summary = new TuneSummary(tournament, measured, _state, (double)score.Validation / score.Train);
        var finalists = summary.Compare(ranked);
        var chosen = TuneSummary.Choose(finalists, _options.Objective);
        _context.Say($"Chosen: {chosen.Configuration}.");
        var best = ranked[finalists.Index().First(f => f.Item == chosen).Index];
        var accuracy = tournament.HeldOut(best, heldOut, _dataset.Classes, _context);
        var (low, high) = Accuracy.Wilson(accuracy, heldOut.Length);
        var run = Train(chosen.Configuration);
        var result = new TuneResult
        {
            Data = _options.Data,
            Finalists = finalists,
            LeftOut = [.. Contestant.Ranked(measured.Except(ranked)).Select(summary.Describe)],
            Chosen = chosen,
            Objective = _options.Objective,
            HeldOut = accuracy,
            HeldOutLow = low,
            HeldOutHigh = high,
            HeldOutImages = heldOut.Length,
            Images = best.Base.Identities.Count,
            Gains = TuneSummary.GainsOf(finalists, chosen),
            Advice = TuneSummary.Advise(finalists, chosen),
            IsCutShort = tournament.IsCutShort,
            Folder = _options.Folder,
            Run = run,
        };
        TuneFiles.Write(result);
        return result;
    }

    /// <summary>Trains a configuration as an ordinary run.</summary>
    private TrainResult Train(TuneConfiguration configuration)
    {
        var path = Path.Combine(_options.Folder, "best");
        var head = TransferLearning.Train(
            configuration.Apply(_options) with { Run = path, Overwrite = true }, _context.Progress, _context.Time, _context.Cancellation);
        return configuration.Unfreeze is not { } place ? head : UpperLayers.InPlaceOf(
            head,
            new FineTuneOptions
            {
                From = path,
                Unfreeze = place,
                Trainer = configuration.FineTuning(_options),
                Device = _options.Features.Device,
                Overwrite = true,
            },
            _context);
    }

    private IReadOnlyList<Contestant> Contestants(IReadOnlyList<TunePlace> places, string planHash)
    {
        var all =
            from place in places
            from head in TuneGrid.Heads(_options)
            from pooling in place.Base.Among(_options.Poolings)
            from views in _options.Views
            select (Configuration: new TuneConfiguration(
                place.Model, place.Options.Features.ImageSize!.Value, place.Options.Features.Cut, pooling, head.Head, head.WeightDecay)
            {
                Preprocessing = place.Options.Features.Preprocessing,
                Views = views,
            },
            place.Base);
        var byConfiguration = all.DistinctBy(c => c.Configuration).ToDictionary(c => c.Configuration, c => c.Base);
        return [.. TuneGrid.Limit([.. byConfiguration.Keys], _options.Configurations)
            .Select(c => NewContestant(c, byConfiguration[c], planHash))];
    }

    private Contestant NewContestant(TuneConfiguration configuration, TuneBase basis, string planHash)
    {
        var training = configuration.Apply(_options);
        using var head = new Head(
            new FeatureScaling(new float[basis.LengthOf(configuration.Pooling)], new float[basis.LengthOf(configuration.Pooling)]),
            _task.OutputActivation, _task.Outputs, training.Head, 1);
        var key = TuneState.Hash(
            [Version, planHash, basis.Recipe, $"{configuration.Pooling} {configuration.Views}", $"{training.Head}",
                RunFolder.ToJson(training.Trainer), string.Join(' ', basis.Labels), .. basis.HeldOutIdentities]);
        return new Contestant(configuration, basis, key)
        {
            Parameters = basis.Parameters + head.parameters().Sum(p => p.numel()),
        };
    }
}
