using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// How one way of training builds a module, gets its batches and exports: what differs between the ways through <see cref="TrainingFlow"/>.
/// </summary>
/// <param name="inputs">What is learnt from.</param>
internal abstract class TrainingMethod(RunInputs inputs)
{
    public RunInputs Inputs => inputs;

    public TrainOptions Options => inputs.Options;

    /// <summary>What a new run folder is called after.</summary>
    public virtual string Name => inputs.Name;

    /// <summary>What the training is called in progress updates.</summary>
    public abstract string Stage { get; }

    /// <summary>What decides the weights beside the options of training, to be hashed; null for nothing.</summary>
    public virtual object? Shaping => null;

    /// <summary>Where the trained weights lie in a run folder.</summary>
    public abstract string WeightsPath(RunFolder run);

    /// <summary>
    /// The network to be trained, so that what it lacks is known before anything is computed; null where only a head is trained.
    /// </summary>
    public virtual TransferNetwork? BuildNetwork() => null;

    /// <summary>What <c>run.json</c> says before there are results.</summary>
    public virtual RunRecord Describe(TransferNetwork? network) => inputs.Describe();

    /// <summary>What the module says before it is trained; null where it has learnt nothing yet.</summary>
    public virtual Predictions? Start(nn.Module<Tensor, Tensor> module, SplitFeatures features, RunContext context) => null;

    /// <summary>Trains the module and leaves it, on the processor, with the weights of the best epoch.</summary>
    public abstract History Fit(
        nn.Module<Tensor, Tensor> module, SplitFeatures features, TrainingCheckpoint? checkpoint, RunContext context);

    /// <summary>The validation metric by the number of views that are trained on; empty where there is no choice of them.</summary>
    public virtual IReadOnlyList<ViewMetric> CompareViews(SplitFeatures features, RunContext context) => [];

    /// <summary>Adds to <c>run.json</c> what training has changed.</summary>
    public virtual RunRecord Trained(RunRecord record, nn.Module<Tensor, Tensor> module, Predictions? start, Predictions end) => record;

    /// <summary>Writes the ONNX file, and keeps it only if ONNX Runtime agrees with the trainer.</summary>
    /// <returns>The largest difference.</returns>
    public abstract float Export(
        nn.Module<Tensor, Tensor> module, ExportSamples samples, ExportFacts facts, string path, RunContext context);

    /// <summary>Adds to <c>run.json</c> what the exported file shows.</summary>
    public virtual RunRecord Exported(RunRecord record, nn.Module<Tensor, Tensor> module, string path) => record;

    /// <summary>The device that trains.</summary>
    protected virtual torch.Device TorchDevice => inputs.Device.ToTorch();

    /// <summary>The number of epochs where it is automatic.</summary>
    protected virtual int UsualEpochs => EpochPlan.Usual;

    /// <summary>The rate around which one is searched for; null for the optimizer's.</summary>
    protected virtual double? UsualRate => null;

    /// <summary>Whether an epoch costs so little that an automatic number of them is extended while they get better.</summary>
    protected virtual bool HasCheapEpochs => false;

    /// <summary>Whether the module was trained before.</summary>
    protected virtual bool IsContinued => false;

    /// <summary>The weights with their shares of the learning rate; null for all with the whole rate.</summary>
    protected virtual IReadOnlyList<TrainedGroup>? Groups(nn.Module<Tensor, Tensor> module) => null;

    /// <summary>What chooses the shares of the learning rate before training; null for those of the groups.</summary>
    protected virtual Func<TrainingJob, IReadOnlyList<TrainedGroup>>? ChooseShares(RunContext context) => null;

    /// <param name="train">What an epoch trains on; it is disposed.</param>
    /// <inheritdoc cref="Fit(nn.Module{Tensor, Tensor}, SplitFeatures, TrainingCheckpoint?, RunContext)"/>
    protected History Fit(
        nn.Module<Tensor, Tensor> module, SplitFeatures features, IBatchSource train, TrainingCheckpoint? checkpoint, RunContext context)
    {
        if (inputs.Device.Kind != DeviceKind.Cpu && TorchDevice.type == DeviceType.CPU)
        {
            context.Say("Training runs on the processor, since this build has no CUDA packages of TorchSharp.");
        }

        module.to(TorchDevice);
        using var batches = train;
        using var validation = new CachedBatches(features.Validation, TorchDevice);
        var trainer = new Trainer(Options.Trainer, inputs.Task)
        {
            Checkpoint = checkpoint,
            ClassWeights = inputs.ClassWeightsOf(features.Train),
            Stage = Stage,
            IsContinued = IsContinued,
            TargetNames = inputs.Classes,
            UsualEpochs = UsualEpochs,
            UsualRate = UsualRate,
            HasCheapEpochs = HasCheapEpochs,
            ChooseShares = ChooseShares(context),
        };
        var history = trainer.Fit(module, batches, validation, Groups(module), context);
        module.to(CPU);
        return history;
    }

    /// <summary>The method that options ask for.</summary>
    /// <param name="inputs">What is learnt from, opened with the same options.</param>
    public static TrainingMethod Of(RunInputs inputs) =>
        inputs.Options.FromScratch == ScratchNetwork.None ? new HeadMethod(inputs) : new ScratchMethod((ImageInputs)inputs);
}
