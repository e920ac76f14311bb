using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>
/// What a <see cref="Trainer"/> carries from one epoch to the next, beside the state of its engine. Random numbers are functions of the
/// seed and the epoch, so they need no state.
/// </summary>
/// <param name="metric">The metric that is measured beside the loss.</param>
/// <param name="samples">The number of training samples.</param>
internal sealed class TrainingState(ParsedTrainerOptions options, string metric, int samples)
{
    private readonly int _steps = (samples + options.Given.BatchSize - 1) / options.Given.BatchSize;
    private readonly RateSchedule _schedule = RateSchedules.Create(
        options.Schedule, options.Given.WarmUpEpochs, options.Given.Epochs, (samples + options.Given.BatchSize - 1) / options.Given.BatchSize);

    /// <summary>The learning rate, which the schedule multiplies.</summary>
    public double Rate { get; set; } = options.LearningRate;

    /// <summary>The epochs so far.</summary>
    public History History { get; private set; } = new([], options.Given.Monitor, metric);

    /// <summary>Whether no epoch is left, or the last ones were no better for as many as patience allows.</summary>
    public bool IsOver => Count >= options.Given.Epochs
        || (options.Given.Patience > 0 && Count > 0 && Count - History.Best.Number >= options.Given.Patience);

    private int Count => History.Epochs.Count;

    /// <summary>The steps of the next epoch: all samples in a random order.</summary>
    public EpochSteps Next()
    {
        var order = Enumerable.Range(0, samples).ToArray();
        new SeededRandom(options.Given.Seed, Count + 1).Shuffle(order.AsSpan());
        var first = (long)Count * _steps;
        return new EpochSteps(
            Count + 1, [.. order.Chunk(options.Given.BatchSize)], [.. Enumerable.Range(0, _steps).Select(step => Rate * _schedule.Share(first + step))]);
    }

    /// <summary>Records a finished epoch.</summary>
    /// <returns>Whether it is the best so far.</returns>
    public bool Add(Epoch epoch)
    {
        History = History with { Epochs = [.. History.Epochs, epoch] };
        _schedule.EpochEnded(History.Score(epoch).First);
        return History.Best == epoch && !double.IsNaN(epoch.ValidationLoss);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rate);
        writer.Write(Count);
        foreach (var epoch in History.Epochs)
        {
            foreach (var value in new[] { epoch.Loss, epoch.Metric, epoch.ValidationLoss, epoch.ValidationMetric, epoch.LearningRate })
            {
                writer.Write(value);
            }
        }

        _schedule.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        Rate = reader.ReadDouble();
        var epochs = new Epoch[reader.ReadInt32()];
        for (var i = 0; i < epochs.Length; i++)
        {
            epochs[i] = new Epoch(i + 1, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        }

        History = History with { Epochs = epochs };
        _schedule.Restore(reader);
    }
}
