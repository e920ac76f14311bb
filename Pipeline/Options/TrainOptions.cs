namespace Transfer.Pipeline;

/// <summary>Options of a training run. The defaults suit small data: a few hundred to a few thousand images.</summary>
public sealed record TrainOptions
{
    /// <summary>
    /// The folder of images: <c>train/</c>, <c>validation/</c> and <c>test/</c> with a folder per class, or class folders alone. Or a table
    /// of features, <c>.npz</c>, <c>.npy</c>, CSV or IDX, each also as <c>.gz</c>, or Parquet or Arrow as an extraction writes them; a head
    /// is trained on it without a base.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>How images become features.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>
    /// The share of each class that validates where there is no <c>validation/</c> folder, above 0 and below 1. Default 0.2.
    /// </summary>
    public double ValidationSplit { get; init; } = 0.2;

    /// <summary>How training images are augmented; by default they are not.</summary>
    public ViewOptions Views { get; init; } = new();

    /// <summary>
    /// Test-time augmentation: outputs for validation images (and, in <see cref="RunEvaluation"/>, for test images) are also averaged
    /// over the clean image and this many augmented views of it, which are cached. 0 for none, the default.
    /// </summary>
    public int TestViews { get; init; }

    /// <summary>Whether training samples are mixed with each other; by default they are not.</summary>
    public MixingOptions Mixing { get; init; } = new();

    /// <summary>Whether the network is trained from random weights, for comparison; by default it is not.</summary>
    public ScratchNetwork FromScratch { get; init; }

    /// <summary>
    /// A CSV with a target for each image, <c>path,label</c> (<c>a|b</c> for several labels) or <c>path</c> and columns of numbers, and
    /// optionally <c>split</c> (see <see cref="Transfer.Pipeline.Data.TargetTable"/>); paths are relative to <see cref="Data"/>, which
    /// needs no class folders then. Null, the default, where folders are classes.
    /// </summary>
    public string? Targets { get; init; }

    /// <summary>
    /// The targets of a table: the file of the targets where features lie alone, an array's name in an <c>.npz</c>, or columns of a CSV,
    /// Parquet or Arrow file with commas between. Null, the default, for the usual names, or the CSV's last column.
    /// </summary>
    public string? Labels { get; init; }

    /// <summary>A table to validate with; null, the default, sets <see cref="ValidationSplit"/> of the others aside.</summary>
    public string? ValidationData { get; init; }

    /// <summary>The targets of <see cref="ValidationData"/>, as <see cref="Labels"/>; null, the default, for the same names.</summary>
    public string? ValidationLabels { get; init; }

    /// <summary>The task, output activation and loss; what is not given is chosen by the data.</summary>
    public TaskOptions Task { get; init; } = new();

    /// <summary>
    /// How much the training samples of each class count (Keras' <c>class_weight</c>): <c>balanced</c>, or <c>class=weight</c> with commas
    /// between. Null, the default, counts all the same.
    /// </summary>
    public string? ClassWeight { get; init; }

    /// <summary>The head's layers.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>
    /// From where on the network is trained, too, once its head is trained: as <see cref="FineTuneOptions.Unfreeze"/>; or <c>auto</c>, the
    /// default, for the first of <c>all</c>, <c>last:90%</c>, <c>last:50%</c> and <c>last:20%</c> that costs at most 600 million
    /// multiply-adds an image, where the head of a frozen base is trained to its end, certainly better than one answer to all images,
    /// and below an accuracy of 0.9, on 50 validation images or more. Null leaves the base frozen. The fine-tuned network is the
    /// run, and that of the head lies in its folder <c>frozen</c>.
    /// </summary>
    public string? Unfreeze { get; init; } = UpperLayers.Auto;

    /// <summary>How the head is trained.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>K-fold validation on top of the ordinary one; by default there is none.</summary>
    public FoldOptions Folds { get; init; } = new();

    /// <summary>Decides the split, the views and the initial weights; null, the default, for the trainer's seed.</summary>
    public long? Seed { get; init; }

    /// <summary>
    /// What the exported file takes: images of any size as they are decoded, the default, or the floats that the network takes.
    /// </summary>
    public ModelInput ModelInput { get; init; } = ModelInput.Image;

    /// <summary>
    /// Whether the exported file gives the outputs of the trainer as they are. Default false: its probabilities have the temperature, and
    /// its label the threshold, that were fitted on the validation samples, where these show that they help.
    /// </summary>
    public bool RawOutputs { get; init; }

    /// <summary>
    /// On how many validation images, evenly spread, the whole exported file is compared with the trainer, from their decoded bytes; at
    /// least 1, <see cref="int.MaxValue"/> for all. Null, the default, for all where there are at most 200, and 32 of more. A head is
    /// compared on the features of all in any case.
    /// </summary>
    public int? CheckedImages { get; init; }

    /// <summary>The logs of other programs that are written, too, at the end. Default none.</summary>
    public RunLogs Logs { get; init; }

    /// <summary>The run folder; null for <c>runs/&lt;time&gt;-&lt;model&gt;</c>.</summary>
    public string? Run { get; init; }

    /// <summary>
    /// Whether a run that <see cref="Run"/> holds already is replaced, as a whole and at the end. Default false: it is an error.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether an image that cannot be used is an error and not left out. Default false.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether the network is to be trained whatever the head's accuracy is.</summary>
    internal bool IsUnfrozen => Unfreeze is not (null or UpperLayers.Auto);

    /// <summary>The seed of everything but the order of the samples and dropout.</summary>
    internal long DataSeed => Seed ?? Trainer.Seed;

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (ValidationSplit is not (> 0 and < 1))
        {
            yield return $"The validation split is {ValidationSplit}; expected a share above 0 and below 1, such as 0.2.";
        }

        if (Folds.Any && (Views.Any || TestViews > 0 || Mixing.Any || FromScratch != ScratchNetwork.None))
        {
            yield return "Folds are trained on the features of the images as they are; leave out views, mixing and training from "
                + "scratch, or the folds.";
        }

        if (IsUnfrozen && FromScratch != ScratchNetwork.None)
        {
            yield return "A network that is trained from scratch has no frozen base; leave out what is to be unfrozen.";
        }

        if (FromScratch == ScratchNetwork.Small && Features.Cut is not null)
        {
            yield return "The small network is trained as a whole; leave out the cut, or train the network of a model from scratch.";
        }

        if (AutoPreprocessing.IsAsked(Features) && FromScratch != ScratchNetwork.None)
        {
            yield return "The preprocessing is to be found by trained weights, and a network that is trained from scratch has none; leave "
                + "out the preprocessing.";
        }

        if (Head.IsLinear && (Views.Fresh || Mixing.Any || FromScratch == ScratchNetwork.Backbone))
        {
            yield return "A linear head is solved for at once; leave out fresh views, mixing and training from scratch, "
                + "or choose a head without layers (none), which learns the same by steps.";
        }

        if ((Labels ?? ValidationData ?? ValidationLabels) is not null && Directory.Exists(Data))
        {
            yield return $"'{Data}' is a folder of images, and labels and validation data as files are for tables. Give the targets "
                + $"of images as a target table.";
        }

        IEnumerable<string>[] others =
        [
            OptionFaults.OfTestViews(TestViews), OptionFaults.OfCheckedImages(CheckedImages), Features.Validate(), Folds.Validate(),
            Task.Validate(), Head.Validate(), Trainer.Validate(), Views.Validate(), Mixing.Validate(),
            File.Exists(Data) ? TableFaults() : [],
        ];
        foreach (var fault in others.SelectMany(o => o))
        {
            yield return fault;
        }
    }

    /// <summary>The faults of options that only images have a use for.</summary>
    private IEnumerable<string> TableFaults()
    {
        (string Name, bool IsGiven)[] options =
        [
            ("a model", Features.Model is not null), ("preprocessing", Features.Preprocessing is not null),
                ("an image size", Features.ImageSize is not null), ("a cut", Features.Cut is not null),
            ("views", Views.Any), ("test-time views", TestViews > 0), ("mixing", Mixing.Any),
                ("groups of images", Folds.Groups is not null),
            ("training from scratch", FromScratch != ScratchNetwork.None), ("unfreezing", IsUnfrozen),
            ("a target table", Targets is not null), ("an input of the exported file", ModelInput != ModelInput.Image),
            ("a number of images to check", CheckedImages is not null),
        ];
        return options.Where(o => o.IsGiven)
            .Select(o => $"'{Data}' is a table and not a folder of images, and {o.Name} is for images. Leave it out.");
    }
}
