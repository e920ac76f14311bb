using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Everything that a training run depends on. The defaults suit small data: a few hundred to a few thousand images.</summary>
public sealed record TrainOptions
{
    /// <summary>
    /// The folder of images: <c>train/</c>, <c>validation/</c> and <c>test/</c> with a folder per class, or class folders alone. Or a table of features,
    /// <c>.npz</c>, <c>.npy</c>, CSV or IDX, each also as <c>.gz</c>; a head is trained on it without a base.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>An ONNX file; null for the backbone in the box, efficientnet-lite0.</summary>
    public string? Model { get; init; }

    /// <summary><c>caffe</c>, <c>tf</c>, <c>torch</c> (Keras' modes) or such as <c>order=RGB,mean=127,std=128</c>; null where the backbone's record has it.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>Height and width of the images in pixels; null for the backbone's own.</summary>
    public int? ImageSize { get; init; }

    /// <summary>What becomes of the feature map. Default <see cref="Pooling.Average"/>.</summary>
    public Pooling Pooling { get; init; } = Pooling.Average;

    /// <summary>The share of each class that validates where there is no <c>validation/</c> folder. Default 0.2.</summary>
    public double ValidationSplit { get; init; } = 0.2;

    /// <summary>How training images are augmented; by default they are not.</summary>
    public ViewOptions Views { get; init; } = new();

    /// <summary>
    /// Test-time augmentation: outputs for validation images (and, in <see cref="Evaluation"/>, for test images) are also averaged over the clean image and this many augmented
    /// views of it, which are cached. 0 for none, the default.
    /// </summary>
    public int TestViews { get; init; }

    /// <summary>What decodes images. Default SkiaSharp.</summary>
    public Imaging Imaging { get; init; }

    /// <summary>Whether training samples are mixed with each other; by default they are not.</summary>
    public MixingOptions Mixing { get; init; } = new();

    /// <summary>Whether the network is trained from random weights, for comparison; by default it is not.</summary>
    public ScratchNetwork FromScratch { get; init; }

    /// <summary>
    /// A CSV with a target for each image, <c>path,label</c> (<c>a|b</c> for several labels) or <c>path</c> and columns of numbers; paths are relative to
    /// <see cref="Data"/>, which needs no class folders then. Null, the default, where folders are classes.
    /// </summary>
    public string? Targets { get; init; }

    /// <summary>
    /// The targets of a table: the file of the targets where features lie alone, an array's name in an <c>.npz</c>, or columns of a CSV with commas between.
    /// Null, the default, for the usual names, or the CSV's last column.
    /// </summary>
    public string? Labels { get; init; }

    /// <summary>A table to validate with; null, the default, sets <see cref="ValidationSplit"/> of the others aside.</summary>
    public string? ValidationData { get; init; }

    /// <summary>The targets of <see cref="ValidationData"/>, as <see cref="Labels"/>; null, the default, for the same names.</summary>
    public string? ValidationLabels { get; init; }

    /// <summary>What is learnt, with which loss and output activation, where that is not to be chosen by the data.</summary>
    public TaskOptions Task { get; init; } = new();

    /// <summary>
    /// How much the training samples of each class count (Keras' <c>class_weight</c>): <c>balanced</c>, or <c>class=weight</c> with commas between. Null, the
    /// default, counts all the same.
    /// </summary>
    public string? ClassWeight { get; init; }

    /// <summary>The head's layers.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>How the head is trained.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>K-fold validation on top of the ordinary one; by default there is none.</summary>
    public FoldOptions Folds { get; init; } = new();

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The folder of the feature cache; null for <c>$TRANSFER_HOME</c> or the platform's cache folder.</summary>
    public string? Cache { get; init; }

    /// <summary>The run folder; null for <c>runs/&lt;time&gt;-&lt;model&gt;</c>.</summary>
    public string? Run { get; init; }

    /// <summary>Whether a bad image is an error and not left out. Default false.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether every image is read and hashed and every shard checked, and unchanged sizes and times are not trusted. Default false.</summary>
    public bool VerifyFiles { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (ValidationSplit is not (> 0 and < 1))
        {
            yield return $"The validation split is {ValidationSplit}; expected a share above 0 and below 1, such as 0.2.";
        }

        if (ImageSize is < 16 or > 4096)
        {
            yield return $"The image size is {ImageSize}; expected 16 to 4096 pixels.";
        }

        if (TestViews < 0)
        {
            yield return $"The number of test-time views is {TestViews}; expected 0 (none) or more.";
        }

        if (!Models.Device.IsValid(Device))
        {
            yield return $"'{Device}' is not a device; expected auto, cpu, cuda or cuda:N.";
        }

        if (Preprocessing is not null && OptionTexts.PreprocessingFault(Preprocessing) is { } fault)
        {
            yield return fault;
        }

        if (Folds.Any && (Views.Fresh || Views.Cached > 0 || TestViews > 0 || Mixing.Any || FromScratch != ScratchNetwork.None))
        {
            yield return "Folds are trained on the features of the images as they are; leave out views, mixing and training from scratch, or the folds.";
        }

        if (Head.IsLinear && (Views.Fresh || Mixing.Any || FromScratch == ScratchNetwork.Backbone))
        {
            yield return "A linear head is solved for at once; leave out fresh views, mixing and training from scratch, or take --head none, which learns the same by steps.";
        }

        if ((Labels ?? ValidationData ?? ValidationLabels) is not null && Directory.Exists(Data))
        {
            yield return $"'{Data}' is a folder of images, and labels and validation data as files are for tables. Give the targets of images as a table with --targets.";
        }

        foreach (var inner in Folds.Validate().Concat(Task.Validate()).Concat(Head.Validate()).Concat(Trainer.Validate()).Concat(Views.Validate()).Concat(Mixing.Validate()))
        {
            yield return inner;
        }
    }
}
