namespace Transfer.ML;

/// <summary>How a classifier is trained within a pipeline of ML.NET.</summary>
public sealed record TransferLearningOptions
{
    /// <summary>The column of labels: keys for several classes, booleans for a binary classifier. Default <c>Label</c>.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// What is learnt from: a vector of numbers, such as <see cref="TransferCatalog.ExtractFeatures"/> gives, paths of images, or
    /// images. Default <c>Features</c>.
    /// </summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// How images become features; ignored, but for the device, where the column has features. Default the bundled network.
    /// </summary>
    public ImageFeatureOptions Images { get; init; } = new();

    /// <summary>
    /// From where on the network is trained as well, as in <see cref="FineTuneOptions.Unfreeze"/>; needs a column of paths. Null, the
    /// default, leaves the network frozen.
    /// </summary>
    public string? Unfreeze { get; init; }

    /// <summary>The share of each class that chooses the best epoch, above 0 and below 1. Default 0.2.</summary>
    public double ValidationSplit { get; init; } = 0.2;

    /// <summary>
    /// How much the samples of each class count, as in <see cref="TrainOptions.ClassWeight"/>. Null, the default, counts all the same.
    /// </summary>
    public string? ClassWeight { get; init; }

    /// <summary>The layers of the head.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>How the head is trained.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (LabelColumnName == FeatureColumnName)
        {
            yield return $"The column '{LabelColumnName}' is given for the labels and for the features. Name two columns.";
        }

        if (ValidationSplit is not (> 0 and < 1))
        {
            yield return $"The validation split is {ValidationSplit}; expected a share above 0 and below 1, such as 0.2.";
        }

        foreach (var fault in Images.Validate().Concat(Head.Validate()).Concat(Trainer.Validate()))
        {
            yield return fault;
        }
    }

    /// <summary>The options of a run.</summary>
    /// <param name="data">What is learnt from, in words or as a folder.</param>
    /// <param name="run">The run folder.</param>
    internal TrainOptions ToRun(string data, string run) => new()
    {
        Data = data,
        Features = Images.Features,
        ValidationSplit = ValidationSplit,
        ClassWeight = ClassWeight,
        Head = Head,
        Unfreeze = Unfreeze,
        Trainer = Trainer,
        Run = run,
    };
}
