namespace Transfer.Pipeline.Training;

/// <summary>
/// What a <see cref="Trainer"/> carries from one epoch to the next. Random numbers are functions of the seed and the epoch and need no
/// state.
/// </summary>
internal sealed class TrainingState(TrainingJob job, ITrainingEngine engine)
{
    private readonly TrainerOptions _options = job.Options.Given;
    private readonly int _steps = StepsOf(job);
    private readonly RateSchedule _schedule = RateSchedules.Create(
        job.Options.Schedule, job.Options.Given.WarmUpEpochs, job.Epochs.Most, StepsOf(job));

    /// <summary>The learning rate, which the schedule multiplies.</summary>
    public double Rate { get; set; } = job.Options.LearningRate;

    /// <summary>The search of the learning rate; null where it was given.</summary>
    public RateFinderResult? Search { get; set; }

    /// <summary>The epochs so far.</summary>
    public History History { get; private set; } = new([], job.Options.Given.Monitor, job.Task.Metrics[0]);

    /// <summary>Whether no epoch is left, or the last ones were no better for as many as patience allows.</summary>
    public bool IsOver => job.Epochs.IsOver(History);

    /// <summary>Whether the last epochs were no better for as many as patience allows.</summary>
    public bool HasConverged => job.Epochs.IsOutOfPatience(History);

    /// <summary>The number of epochs that there will be when no better one comes.</summary>
    public int ExpectedEpochs => job.Epochs.Expected(History);

    private int Count => History.Epochs.Count;

    /// <summary>Makes the weights as they are epoch 0, which is the best until another one is better.</summary>
    public void KeepStart()
    {
        var (loss, metric) = engine.Evaluate();
        if (!double.IsNaN(loss))
        {
            History = History with { Start = new Epoch(0, double.NaN, double.NaN, loss, metric, 0) };
            engine.KeepBest();
        }
    }

    /// <summary>Trains one more epoch, and keeps the weights if it is the best so far.</summary>
    public Epoch RunEpoch(CancellationToken cancellation)
    {
        var steps = Next();
        var (loss, metric) = engine.Train(steps, cancellation);
        var (validationLoss, validationMetric) = engine.Evaluate();
        var epoch = new Epoch(steps.Number, loss, metric, validationLoss, validationMetric, steps.Rates[^1]);
        History = History with { Epochs = [.. History.Epochs, epoch] };
        _schedule.EpochEnded(History.Score(epoch).First);
        if (History.Best == epoch && !double.IsNaN(validationLoss))
        {
            engine.KeepBest();
        }

        return epoch;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rate);
        writer.Write(Search?.Points.Count ?? 0);
        foreach (var point in Search?.Points ?? [])
        {
            foreach (var value in new[] { point.Rate, point.Loss, point.Smoothed })
            {
                writer.Write(value);
            }
        }

        writer.Write(History.Start is not null);
        writer.Write(History.Start?.ValidationLoss ?? 0);
        writer.Write(History.Start?.ValidationMetric ?? 0);
        writer.Write(Count);
        foreach (var epoch in History.Epochs)
        {
            foreach (var value in new[] { epoch.Loss, epoch.Metric, epoch.ValidationLoss, epoch.ValidationMetric, epoch.LearningRate })
            {
                writer.Write(value);
            }
        }

        _schedule.Save(writer);
        engine.Save(writer);
    }

    /// <returns>The number of epochs so far.</returns>
    /// <exception cref="InvalidDataException">It was another optimizer, or the module had other weights.</exception>
    public int Restore(BinaryReader reader)
    {
        Rate = reader.ReadDouble();
        var points = new RateFinderPoint[Number()];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new RateFinderPoint(Next(), Next(), Next());
        }

        Search = points.Length == 0 ? null : new RateFinderResult(points);
        var hasStart = reader.ReadBoolean();
        var start = new Epoch(0, double.NaN, double.NaN, Next(), Next(), 0);
        var epochs = new Epoch[Number()];
        for (var i = 0; i < epochs.Length; i++)
        {
            epochs[i] = new Epoch(i + 1, Next(), Next(), Next(), Next(), Next());
        }

        History = History with { Epochs = epochs, Start = hasStart ? start : null };
        _schedule.Restore(reader);
        engine.Restore(reader);
        return Count;

        double Next() => reader.ReadDouble();

        int Number()
        {
            var number = reader.ReadInt32();
            ArgumentOutOfRangeException.ThrowIfNegative(number);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(number, reader.BaseStream.Length / sizeof(double));
            return number;
        }
    }

    private static int StepsOf(TrainingJob job) => (job.Train.Count + job.Options.Given.BatchSize - 1) / job.Options.Given.BatchSize;

    /// <summary>The steps of the next epoch: all samples in a random order.</summary>
    private EpochSteps Next()
    {
        var order = Enumerable.Range(0, job.Train.Count).ToArray();
        new SeededRandom(_options.Seed, Count + 1).Shuffle(order.AsSpan());
        var first = (long)Count * _steps;
        var rates = Enumerable.Range(0, _steps).Select(step => Rate * _schedule.Share(first + step));
        return new EpochSteps(Count + 1, [.. order.Chunk(_options.BatchSize)], [.. rates]);
    }
}
