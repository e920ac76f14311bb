namespace Transfer.Pipeline;

/// <summary>The content of <c>run.json</c>: enough to say what was done, and to do it again.</summary>
public sealed record RunRecord
{
    internal const int CurrentFormat = 4;
    internal const string Started = "started";
    internal const string Trained = "trained";
    internal const string Exported = "exported";

    /// <summary>The version of this format.</summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>What has been reached: <c>started</c>, <c>trained</c> or <c>exported</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Every option, defaults included; paths are absolute.</summary>
    public required TrainOptions Options { get; init; }

    /// <summary>The way from the run folder to each path of the options, for data that move together with their runs.</summary>
    public IReadOnlyDictionary<string, string> RelativePaths { get; init; } = new Dictionary<string, string>();

    /// <summary>The SHA-256 of each table that was read: features, targets and groups, by its path.</summary>
    public IReadOnlyDictionary<string, string> Tables { get; init; } = new Dictionary<string, string>();

    /// <summary>Versions of everything that has a say in the result.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The device that really ran.</summary>
    public required string Device { get; init; }

    /// <summary>The backbone's facts; null for a table.</summary>
    public BackboneRecord? Backbone { get; init; }

    /// <summary>The preprocessing in use, in full; empty for a table.</summary>
    public string Preprocessing { get; init; } = "";

    /// <summary>Height and width of the images in pixels; 0 for a table.</summary>
    public int ImageSize { get; init; }

    /// <summary>The tensor where the base ends; empty for a table.</summary>
    public string Cut { get; init; } = "";

    /// <summary>The shape of one image's features, or of a row of a table.</summary>
    public IReadOnlyList<int> FeatureShape { get; init; } = [];

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>What is learnt.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>In one sentence what is learnt, and with which output activation, loss and metrics.</summary>
    public required string Task { get; init; }

    /// <summary>
    /// How many images or rows each split has after bad ones were left out; of test images, which stay closed, all that are listed.
    /// </summary>
    public IReadOnlyDictionary<string, int> Samples { get; init; } = new Dictionary<string, int>();

    /// <summary>The images that were left out; their paths are relative to the data folder.</summary>
    public IReadOnlyList<ExcludedImage> Excluded { get; init; } = [];

    /// <summary>What was fine-tuned and how; null for other runs.</summary>
    public FineTuneRecord? FineTune { get; init; }

    /// <summary>What views gave; null where there was no choice of them.</summary>
    public ViewReport? Views { get; init; }

    /// <summary>The learning rate that was found before training; null where it was given.</summary>
    public double? FoundLearningRate { get; init; }

    /// <summary>The number of epochs that were trained.</summary>
    public int? Epochs { get; init; }

    /// <summary>The SHA-256 of the file of trained weights, in hexadecimal; null before they are there.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>The number of the best epoch, whose weights were kept; 0 where fine-tuning kept those it began with.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The largest difference between the trainer's validation outputs and the exported file's.</summary>
    public float? ExportDifference { get; init; }

    /// <summary>How the run was made; null before it is exported, and in runs of earlier versions.</summary>
    public RunReceipt? Receipt { get; init; }

    /// <summary>What every run says of itself before it has results.</summary>
    /// <param name="loader">The version of what decodes images; null where there are none.</param>
    internal static RunRecord Of(RunInputs inputs, string? loader) => new()
    {
        Status = Started,
        Options = inputs.Options,
        Tables = RunPaths.Tables(inputs.Options).ToDictionary(Path.GetFullPath, path => ContentHash.OfFile(path).ToString()),
        Versions = RunVersions.Of(loader),
        Device = inputs.Device.ToString(),
        Classes = inputs.Classes,
        Kind = inputs.Task.Kind,
        Task = inputs.Task.Description,
    };

    /// <summary>The options with the preprocessing and the image size that were used, whatever would be chosen today.</summary>
    internal TrainOptions UsedOptions => Backbone is null ? Options : Options with
    {
        Features = Options.Features with { Preprocessing = Preprocessing, ImageSize = ImageSize },
    };

    /// <summary>What is learnt and how, as the options and the table have it.</summary>
    internal LearningTask ToTask() => LearningTask.Choose(Kind, Classes.Count, Options.Task);
}
