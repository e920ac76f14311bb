using static TorchSharp.torch;
using Device = Transfer.Models.Device;

namespace Transfer.Pipeline;

/// <summary>What a run learns from, opened and checked before work begins: images with a base, or a table.</summary>
internal abstract class RunInputs : IDisposable
{
    protected RunInputs(TrainOptions options, LearningTask task, IReadOnlyList<string> classes) =>
        (Options, Task, Classes) = (options, task, classes);

    public TrainOptions Options { get; }

    public LearningTask Task { get; }

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public IReadOnlyList<string> Classes { get; }

    public abstract Device Device { get; }

    /// <summary>What a run folder is called after.</summary>
    public abstract string Name { get; }

    /// <summary>F, the number of features that a head gets.</summary>
    public abstract int HeadLength { get; }

    /// <summary>What training depends on beside the rows, as texts to be hashed.</summary>
    public virtual IEnumerable<string> Identity => [];

    /// <summary>What decides the features of a sample beside its content; empty for a table.</summary>
    public virtual string FeatureRecipe => "";

    /// <summary>What an exported file says of itself.</summary>
    /// <param name="activation">The output activation of the head.</param>
    public abstract ModelMetadata Metadata(OutputActivation activation);

    /// <summary>What <c>run.json</c> says before there are results.</summary>
    public abstract RunRecord Describe();

    /// <summary>The images that an earlier run, whose images these are, has left out; named as in its record.</summary>
    public virtual IReadOnlyList<ExcludedImage> LeftOutBefore => [];

    /// <summary>Gets the features of the training and validation samples ready. Test samples stay closed.</summary>
    public abstract SplitFeatures Extract(RunContext context);

    /// <summary>What an exported file is compared on.</summary>
    /// <param name="outputs">The trained module's outputs for the validation rows.</param>
    public virtual ExportSamples SamplesOf(IFeatureRows validation, float[] outputs) => new(validation, outputs, [], []);

    /// <summary>
    /// Writes a head, trained on what lies below it, as one file, and keeps it only if ONNX Runtime agrees with the trainer.
    /// </summary>
    /// <returns>The largest difference.</returns>
    public abstract float Export(Head head, ExportSamples samples, ExportFacts facts, string path, RunContext context);

    /// <summary>The training and validation samples together, and their groups, which folds do not tear apart.</summary>
    public abstract (IFeatureRows Rows, int[] Groups) ForFolds(SplitFeatures features);

    /// <summary>A new head that scales features as the training rows need it.</summary>
    public Head NewHead(SplitFeatures features) => NewHead(features.Train.MeasureScaling());

    /// <summary>A new head.</summary>
    /// <param name="scaling">The scaling of the features; null where the weights are to be loaded.</param>
    public Head NewHead(FeatureScaling? scaling = null) => new(
        scaling ?? new FeatureScaling(new float[HeadLength], new float[HeadLength]), Task.OutputActivation, Task.Outputs, Options.Head,
            Options.DataSeed);

    /// <summary>The weight of each class in training; null for none.</summary>
    public float[]? ClassWeightsOf(IFeatureRows train) => ClassWeights.Of(Options.ClassWeight, Task, Classes, () => train.Labels);

    /// <summary>What a trained module says of rows beside the truth, on the processor.</summary>
    public Predictions Predict(nn.Module<Tensor, Tensor> module, IFeatureRows rows) =>
        Targets(rows) with { Outputs = ModuleOutputs.Of(module, rows) };

    /// <summary>The truth of rows, without outputs.</summary>
    public Predictions Targets(IFeatureRows rows) => new()
    {
        Task = Task,
        Names = Classes,
        Samples = rows.Names,
        Outputs = [],
        Targets = rows.Targets ?? Array.ConvertAll(rows.Labels, l => (float)l),
    };

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Opens what options name.</summary>
    /// <param name="recorded">The images of an earlier run, which are taken as they are; null to list the data folder.</param>
    /// <exception cref="IOException">A file or folder is missing.</exception>
    /// <exception cref="InvalidDataException">The data cannot be used.</exception>
    public static RunInputs Open(TrainOptions options, RecordedImages? recorded, RunContext context) =>
        recorded is null && File.Exists(options.Data) ? new TableInputs(options, context)
        : options.FromScratch == ScratchNetwork.None ? ImageInputs.Open(options, BaseCut.End, recorded, context)
        : ImageInputs.OpenFromScratch(options, recorded, context);

    /// <summary>A number for each, the same for equal ones.</summary>
    internal static int[] GroupsOf(IReadOnlyList<string> identities)
    {
        var numbers = identities.Distinct().Index().ToDictionary(k => k.Item, k => k.Index);
        return [.. identities.Select(k => numbers[k])];
    }
}
