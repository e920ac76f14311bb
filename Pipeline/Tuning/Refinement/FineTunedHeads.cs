using TorchSharp;

namespace Transfer.Pipeline.Tuning;

/// <summary>Trains the upper blocks of a network together with the head of a fold, on features at a lower cut.</summary>
/// <param name="rows">The features at the cut.</param>
/// <param name="options">How it is trained; without a learning rate one is found for each block.</param>
/// <param name="views">The number of views of each training image, of which an epoch has one; 0 for the images themselves.</param>
internal sealed class FineTunedHeads(
    TuneRows rows, TrainerOptions options, int views, LearningTask task, IReadOnlyList<string> classes) : IHeadRefinement
{
    // Separates these random numbers from others with the same seed.
    private const int Stream = 0x46696E65;

    /// <inheritdoc/>
    public bool UsesAllCores => true;

    private torch.Device Device => rows.Base.Device.ToTorch();

    /// <inheritdoc/>
    public FoldOutcome Measure(Fold fold, Head head, Epoch best, RunContext context)
    {
        var validates = fold.Validation.ToHashSet();
        var validation = rows.Images.Where(validates.Contains);
        using var network = NetworkOf(head);
        network.to(Device);
        List<float[]> epochs = [Outputs(network, validation)];
        var history = Fit(network, fold, () => epochs.Add(Outputs(network, validation)), context);
        var truth = TuneRows.TruthOf(validation, task, classes);
        return FoldOutcome.Of(fold, history.Best.Number, truth with { Outputs = EpochChoice.Outputs(truth, epochs) });
    }

    /// <inheritdoc/>
    public float[] PredictHeldOut(Fold fold, Head head, RunContext context)
    {
        using var network = NetworkOf(head);
        network.to(Device);
        _ = Fit(network, fold, null, context);
        return Outputs(network, rows.HeldOut);
    }

    private TransferNetwork NetworkOf(Head head) => new(NetworkMethod.GraphOf(rows.Base), rows.Base.EndPooling, head);

    private float[] Outputs(TransferNetwork network, FeatureRows samples)
    {
        using var batches = new CachedBatches(samples, Device);
        return Trainer.Predict(network, batches, task.OutputActivation);
    }

    private History Fit(TransferNetwork network, Fold fold, Action? epochEnded, RunContext context)
    {
        var seed = (long)(new SeededRandom(options.Seed, Stream, fold.Repeat, fold.Number).NextUInt64() >> 1);
        var validates = fold.Validation.ToHashSet();
        // The fold of a head that is trained on views has their rows, so its training images are those that do not validate.
        using var train = views == 0 ? new CachedBatches(rows.Images.Where(i => !validates.Contains(i)), Device)
            : new CachedBatches(rows.ImageViews!.Where(i => !validates.Contains(i / views)), Device, views, seed);
        using var validation = new CachedBatches(rows.Images.Where(validates.Contains), Device);
        var trainer = new Trainer(options with { Seed = seed }, task)
        {
            IsContinued = true,
            UsualEpochs = FineTuneOptions.UsualEpochs,
            ChooseShares = options.LearningRate is null ? job => BlockRates.Find(job, context.Cancellation) : null,
            EpochEnded = epochEnded,
        };
        return trainer.Fit(network, train, validation, FineTuneMethod.GroupsOf(network), context with { Progress = null });
    }
}
