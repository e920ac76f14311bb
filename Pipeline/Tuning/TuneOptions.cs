namespace Transfer.Pipeline.Tuning;

/// <summary>Options of a tournament of configurations: which are tried, on what, and for how long.</summary>
public sealed record TuneOptions
{
    internal const string End = "end";

    /// <summary>
    /// A folder of images with classes, as <see cref="TrainOptions.Data"/>. Folds of the training images choose; the validation images
    /// measure what was chosen; test images are not opened.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>
    /// A CSV with a class for each image, as <see cref="TrainOptions.Targets"/>. Default null, where folders are classes.
    /// </summary>
    public string? Targets { get; init; }

    /// <summary>The share of each class that is held out where there is no <c>validation/</c> folder. Default 0.2.</summary>
    public double ValidationSplit { get; init; } = 0.2;

    /// <summary>The networks, by name or file; empty, the default, for the bundled one and those that were downloaded or added.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Heights and widths of images in pixels; empty, the default, for the network's own and 5/7 of it.</summary>
    public IReadOnlyList<int> ImageSizes { get; init; } = [];

    /// <summary>
    /// Where features leave the network, as <see cref="FeatureOptions.Cut"/>, or <c>end</c>; empty, the default, for the end of the base.
    /// </summary>
    public IReadOnlyList<string> Cuts { get; init; } = [];

    /// <summary>What becomes of feature maps. Default: the average, the maximum, and both.</summary>
    public IReadOnlyList<Pooling> Poolings { get; init; } = [Pooling.Average, Pooling.Max, Pooling.AverageMax];

    /// <summary>
    /// The heads, as <see cref="HeadOptions.Layers"/>. Default: the usual dense layer, linear, and a dense layer with batch normalization.
    /// </summary>
    public IReadOnlyList<string> Heads { get; init; } =
        [new HeadOptions().Layers, HeadLayers.Linear, "dense:256,batchnorm,relu,dropout:0.5"];

    /// <summary>Weight decays of the first head with layers, as <see cref="TrainerOptions.WeightDecay"/>. Default 3 and 10.</summary>
    public IReadOnlyList<double> WeightDecays { get; init; } = [HeadDecay.Usual, 10];

    /// <summary>
    /// Numbers of cached augmented views of each training image that heads are trained on, as <see cref="ViewOptions.Cached"/>; 0 for the
    /// images themselves. The base runs once for each view. Default 0 alone.
    /// </summary>
    public IReadOnlyList<int> Views { get; init; } = [0];

    /// <summary>How views are augmented, as <see cref="ViewOptions.Augmentation"/>. Default <c>light</c>.</summary>
    public string Augmentation { get; init; } = new ViewOptions().Augmentation;

    /// <summary>
    /// From where on the best configuration of each network is fine-tuned in the end, as <see cref="FineTuneOptions.Unfreeze"/>: layers,
    /// or shares of the weights such as <c>last:20%</c>. Empty, the default, for no fine-tuning.
    /// </summary>
    public IReadOnlyList<string> Unfreeze { get; init; } = [];

    /// <summary>
    /// The learning rates of fine-tuning, each with each of <see cref="Unfreeze"/>; null stands for a rate that is found for each block.
    /// Empty, the default, for that alone.
    /// </summary>
    public IReadOnlyList<double?> LearningRates { get; init; } = [];

    /// <summary>The epochs of fine-tuning, at least 1. Null, the default, is 10.</summary>
    public int? FineTuneEpochs { get; init; }

    /// <summary>
    /// Numbers of augmented views that outputs of the best configuration of each network are averaged over in the end, as
    /// <see cref="TrainOptions.TestViews"/>. Each view costs another pass of the base. Empty, the default, for none.
    /// </summary>
    public IReadOnlyList<int> TestViews { get; init; } = [];

    /// <summary>K, the number of folds; at least 2. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How often the folds are drawn anew for the last configurations; at least 1. Default 2.</summary>
    public int Repeats { get; init; } = 2;

    /// <summary>Whether all configurations are measured on all folds, and none is left out on the way. Default false.</summary>
    public bool IsExhaustive { get; init; }

    /// <summary>The most configurations, at least 1; null, the default, for all.</summary>
    public int? Configurations { get; init; }

    /// <summary>
    /// The minutes after which no other configuration begins, above 0; null, the default, for no end. Where the time ends depends on the
    /// machine, and so does the choice.
    /// </summary>
    public double? Minutes { get; init; }

    /// <summary>What the chosen configuration is best at. Default <see cref="TuneObjective.Accuracy"/>.</summary>
    public TuneObjective Objective { get; init; }

    /// <summary>Device, cache and decoder; the network and what shapes its features is what is tried.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>How heads are trained; the weight decay is what is tried.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>
    /// The folder of the table, the plot, what is known so far, and the run of the chosen configuration, <c>best</c>. Null, the default,
    /// for <c>runs/tune-NAME</c> with the name of the data folder. A tournament that was stopped goes on in the same folder.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>The learning rates of fine-tuning, at least one.</summary>
    internal IReadOnlyList<double?> Rates => LearningRates.Count == 0 ? [null] : [.. LearningRates.Distinct()];

    /// <summary>The data as training options have them.</summary>
    internal TrainOptions Training => new()
    {
        Data = Data,
        Targets = Targets,
        ValidationSplit = ValidationSplit,
        Features = Features,
        Trainer = Trainer,
        Views = new ViewOptions { Augmentation = Augmentation },
        Unfreeze = null,
    };

    /// <summary>Where results go.</summary>
    internal string Folder => Output
        ?? Path.Combine("runs", $"tune-{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Data)))}");

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (File.Exists(Data))
        {
            yield return $"'{Data}' is a file, and a tournament compares what networks make of images. Give a folder of images.";
        }

        if (Folds < 2 || Repeats < 1)
        {
            yield return $"There are {Folds} folds and {Repeats} repeats; expected at least 2 and 1, such as 5 and 2.";
        }

        if (Configurations < 1)
        {
            yield return $"The number of configurations is {Configurations}; expected 1 or more.";
        }

        if (Minutes is not (null or (> 0 and < double.PositiveInfinity)))
        {
            yield return $"The number of minutes is {Minutes}; expected a number above 0, such as 5.";
        }

        if (Poolings.Count == 0 || Heads.Count == 0 || WeightDecays.Count == 0 || Views.Count == 0)
        {
            yield return "There is no pooling, head, weight decay or number of views to try; expected at least one of each.";
        }

        if (Unfreeze.Count == 0 && (LearningRates.Count > 0 || FineTuneEpochs is not null))
        {
            yield return "Learning rates and epochs are those of fine-tuning, and nothing is to be unfrozen. Say what, such as last:20%.";
        }

        (string Name, bool IsGiven)[] tried =
        [
            ("a model", Features.Model is not null), ("preprocessing", Features.Preprocessing is not null),
            ("an image size", Features.ImageSize is not null), ("a cut", Features.Cut is not null),
            ("a weight decay", Trainer.WeightDecay is not null),
        ];
        foreach (var fault in tried.Where(t => t.IsGiven)
            .Select(t => $"The options have {t.Name}, and a tournament tries several. Give a list.")
            .Concat(Heads.SelectMany(h => new HeadOptions { Layers = h }.Validate()))
            .Concat(WeightDecays.SelectMany(d => (Trainer with { WeightDecay = d }).Validate()))
            .Concat(ImageSizes.SelectMany(s => (Features with { ImageSize = s }).Validate()))
            .Concat(Views.SelectMany(v => (Training.Views with { Cached = v }).Validate()))
            .Concat(TestViews.SelectMany(v => OptionFaults.OfTestViews(v)))
            .Concat(Rates.SelectMany(r => new TrainerOptions { LearningRate = r, Epochs = FineTuneEpochs }.Validate()))
            .Concat(Training.Validate()).Distinct())
        {
            yield return fault;
        }
    }
}
