using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Everything that training carries from one epoch to the next. Random numbers are functions of the seed and the epoch, so nothing of them is carried.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    private readonly TrainerOptions _options;
    private readonly nn.Module _module;
    private readonly BestWeights _best;

    public TrainingState(TrainerOptions options, LearningTask task, nn.Module module, IReadOnlyList<TrainedGroup> groups, int stepsPerEpoch)
    {
        (_options, _module, _best) = (options, module, new BestWeights(module));
        Optimizer = Optimizers.Create(options.Optimizer, groups);
        Schedule = RateSchedules.Create(options.Schedule, options.WarmUpEpochs, options.Epochs, stepsPerEpoch);
        History = new History([], options.Monitor, task.Metrics[0]);
    }

    public Optimizer Optimizer { get; }

    public RateSchedule Schedule { get; }

    /// <summary>The epochs so far.</summary>
    public History History { get; private set; }

    /// <summary>The learning rate that schedule and groups have shares of.</summary>
    public double Rate { get; set; }

    /// <summary>Whether no epoch is left, or none has been better for too long.</summary>
    public bool IsOver => History.Epochs.Count >= _options.Epochs || _options.IsOver(History);

    /// <summary>Takes in an epoch that has ended.</summary>
    public void Add(Epoch epoch)
    {
        History = History with { Epochs = [.. History.Epochs, epoch] };
        Schedule.EpochEnded(History.Score(epoch).First);
        if (History.Best == epoch && !double.IsNaN(epoch.ValidationLoss))
        {
            _best.Keep();
        }
    }

    /// <summary>Leaves the module with the weights of the best epoch.</summary>
    public void RestoreBest() => _best.Restore();

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rate);
        writer.Write(History.Epochs.Count);
        foreach (var epoch in History.Epochs)
        {
            foreach (var value in new[] { epoch.Loss, epoch.Metric, epoch.ValidationLoss, epoch.ValidationMetric, epoch.LearningRate })
            {
                writer.Write(value);
            }
        }

        foreach (var tensor in _module.parameters().Concat(_module.buffers()))
        {
            TensorBytes.Write(writer, tensor);
        }

        _best.Save(writer);
        Optimizer.Save(writer);
        Schedule.Save(writer);
    }

    /// <returns>The epochs so far.</returns>
    /// <exception cref="InvalidDataException">It was another optimizer, or the module had other weights.</exception>
    public int Restore(BinaryReader reader)
    {
        Rate = reader.ReadDouble();
        var epochs = new Epoch[reader.ReadInt32()];
        for (var i = 0; i < epochs.Length; i++)
        {
            epochs[i] = new Epoch(i + 1, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        }

        History = History with { Epochs = epochs };
        foreach (var tensor in _module.parameters().Concat(_module.buffers()))
        {
            TensorBytes.Read(reader, tensor);
        }

        _best.Load(reader);
        Optimizer.Restore(reader);
        Schedule.Restore(reader);
        return epochs.Length;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _best.Dispose();
    }
}
