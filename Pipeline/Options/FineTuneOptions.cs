namespace Transfer.Pipeline;

/// <summary>Options of fine-tuning: which blocks of a run's network are trained further, and how.</summary>
public sealed record FineTuneOptions
{
    /// <summary>The number of epochs where it is automatic.</summary>
    internal const int UsualEpochs = 10;

    /// <summary>The run folder whose trained head is the start.</summary>
    public required string From { get; init; }

    /// <summary>
    /// From where on the network is trained: a layer or block (<c>block5_conv1</c>, <c>layer4</c>, <c>block5</c>), a node, a tensor,
    /// <c>last:20%</c> of the base's weights, or <c>all</c>.
    /// </summary>
    public required string Unfreeze { get; init; }

    /// <summary>
    /// Where the base ends and the head begins, as in <see cref="FeatureOptions.Cut"/>: where the head of the run was trained, since it
    /// fits no other place. Null, the default, for what the run has.
    /// </summary>
    public string? Cut { get; init; }

    /// <summary>
    /// How it is trained. Default: RMSprop, 10 epochs, schedule <c>cosine</c> after a warm-up of one epoch. Without a learning rate one is
    /// found for each block, with which the weights of n blocks change by about one percent divided by the root of n, and the head has the
    /// optimizer's.
    /// </summary>
    public TrainerOptions Trainer { get; init; } = UsualTrainer;

    /// <summary>
    /// The default: steps that are large at once spoil what the network has learnt, and small ones at the end make the last epochs good.
    /// </summary>
    internal static TrainerOptions UsualTrainer { get; } = new() { Schedule = "cosine", WarmUpEpochs = 1 };

    /// <summary>
    /// How much the classes count in training, as in <see cref="TrainOptions.ClassWeight"/>; null, the default, for all the same.
    /// </summary>
    public string? ClassWeight { get; init; }

    /// <summary>
    /// The learning rate of the lowest unfrozen block; those between it and the head's are spaced evenly on a logarithmic scale (Howard and
    /// Ruder, ACL 2018; fastai's <c>slice</c>). Null, the default, gives all the same, or what is found for each.
    /// </summary>
    public double? LowestLearningRate { get; init; }

    /// <summary>How training images are augmented; by default as in the run it starts from.</summary>
    public ViewOptions? Views { get; init; }

    /// <summary>
    /// Test-time augmentation: outputs for validation images (and, in <see cref="RunEvaluation"/>, for test images) are also averaged
    /// over the clean image and this many augmented views of it, which are cached. Null for as many as in the run it starts from.
    /// </summary>
    public int? TestViews { get; init; }

    /// <summary>What decodes images. Null for what the run it starts from has.</summary>
    public Imaging? Imaging { get; init; }

    /// <summary>Whether training samples are mixed with each other; by default they are not.</summary>
    public MixingOptions Mixing { get; init; } = new();

    /// <summary>The type of convolutions and matrix products while training; weights are float32 always. Default float32.</summary>
    public ComputeType Compute { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The folder of the feature cache; null for that of the run it starts from.</summary>
    public string? Cache { get; init; }

    /// <summary>What the exported file takes; null, the default, for what that of the run it starts from takes.</summary>
    public ModelInput? ModelInput { get; init; }

    /// <summary>As <see cref="TrainOptions.CheckedImages"/>; null, the default, for what the start has.</summary>
    public int? CheckedImages { get; init; }

    /// <summary>The logs of other programs that are written, too, at the end. Default none.</summary>
    public RunLogs Logs { get; init; }

    /// <summary>As <see cref="TrainOptions.RawOutputs"/>; null, the default, for what the start has.</summary>
    public bool? RawOutputs { get; init; }

    /// <summary>The run folder; null for <c>runs/&lt;time&gt;-&lt;model&gt;-finetuned</c>.</summary>
    public string? Run { get; init; }

    /// <summary>
    /// Whether a run that <see cref="Run"/> holds already is replaced, as a whole and at the end. Default false: it is an error.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <summary>Where the run's images are now; null, the default, for where they were.</summary>
    public string? Data { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (LowestLearningRate is not null && Trainer.FindLearningRate)
        {
            yield return "The lowest learning rate is a share of the learning rate, and that is to be found; give both, or neither.";
        }

        if (LowestLearningRate is { } lowest
            && Optimizers.Table.Fault(Trainer.Optimizer) is null && RateSchedules.Table.Fault(Trainer.Schedule) is null
            && !(lowest > 0 && lowest <= Trainer.Rate))
        {
            yield return $"The lowest learning rate is {lowest}; expected a number above 0 and not above the learning rate, "
                + $"{Trainer.Rate}.";
        }

        IEnumerable<string>[] others =
            [OptionFaults.OfTestViews(TestViews), OptionFaults.OfCheckedImages(CheckedImages), OptionFaults.OfDevice(Device),
                OptionFaults.OfImaging(Imaging), Trainer.Validate(), Views?.Validate() ?? [], Mixing.Validate()];
        foreach (var inner in others.SelectMany(o => o))
        {
            yield return inner;
        }
    }
}
