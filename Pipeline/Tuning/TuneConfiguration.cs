using System.Globalization;

namespace Transfer.Pipeline.Tuning;

/// <summary>One way to make a classifier.</summary>
/// <param name="Model">The network, by name or file.</param>
/// <param name="ImageSize">Height and width of the images in pixels.</param>
/// <param name="Cut">Where features leave the network; null for the end of the base.</param>
/// <param name="Pooling">What becomes of a feature map.</param>
/// <param name="Head">The layers of the head, as <see cref="HeadOptions.Layers"/>.</param>
/// <param name="WeightDecay">The weight decay of the head.</param>
public sealed record TuneConfiguration(string Model, int ImageSize, string? Cut, Pooling Pooling, string Head, double WeightDecay)
{
    /// <summary>
    /// How images become numbers, where that was found because nothing is known of it; null, the default, for what is known.
    /// </summary>
    public string? Preprocessing { get; init; }

    /// <summary>The number of augmented views of each training image; 0, the default, for the images themselves.</summary>
    public int Views { get; init; }

    /// <summary>
    /// From where on the network is trained together with its head, as <see cref="FineTuneOptions.Unfreeze"/>; null, the default, where the
    /// base stays frozen.
    /// </summary>
    public string? Unfreeze { get; init; }

    /// <summary>The learning rate of fine-tuning; null, the default, where one is found for each block.</summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// The number of augmented views of an image whose outputs are averaged with those of the image itself, as
    /// <see cref="TrainOptions.TestViews"/>. Default 0.
    /// </summary>
    public int TestViews { get; init; }

    /// <summary>The name of the network, without its folder and ending.</summary>
    public string ModelName => Path.GetFileNameWithoutExtension(Model);

    /// <summary>Such as <c>efficientnet-lite0 at 224 px, average, dense:256,relu,dropout:0.5, decay 10</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{ModelName} at {ImageSize} px{(Cut is null ? "" : $" up to {Cut}")}, {PoolingText}, {Head}{Decay}{ViewText}")
        + (Unfreeze is null ? "" : $", fine-tuned from {FineTuneText}") + (TestViews == 0 ? "" : $", {TestViews} test-time views");

    /// <summary>The pooling in words.</summary>
    internal string PoolingText => Pooling switch
    {
        Pooling.AverageMax => "average+max",
        _ => Pooling.ToString().ToLowerInvariant(),
    };

    /// <summary>From where on it is fine-tuned, and with which rate; empty where the base stays frozen.</summary>
    internal string FineTuneText => Unfreeze is null ? "" : $"{Unfreeze} at {RateText}";

    /// <summary>The fine-tuning or the test-time views in words, at the beginning of a sentence.</summary>
    internal string RefinementText =>
        Unfreeze is null ? $"{TestViews} test-time views" : $"Fine-tuning from {FineTuneText}";

    /// <summary>The same with a frozen base and without test-time views.</summary>
    internal TuneConfiguration Plain => this with { Unfreeze = null, LearningRate = null, TestViews = 0 };

    private string RateText => LearningRate is { } rate ? rate.ToString("0.#e-0", CultureInfo.InvariantCulture) : "found rates";

    private string ViewText => Views == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Views} views");

    private string Decay => WeightDecay == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", decay {WeightDecay}");

    /// <summary>The options of an ordinary training with this configuration.</summary>
    internal TrainOptions Apply(TuneOptions options) => options.Training with
    {
        Features = options.Features with
        {
            Model = Model,
            Preprocessing = Preprocessing,
            ImageSize = ImageSize,
            Cut = Cut,
            Pooling = Pooling,
        },
        Views = options.Training.Views with { Cached = Views },
        TestViews = TestViews,
        Head = new HeadOptions { Layers = Head },
        Trainer = options.Trainer with { WeightDecay = WeightDecay },
    };

    /// <summary>How it is fine-tuned.</summary>
    internal TrainerOptions FineTuning(TuneOptions options) => FineTuneOptions.UsualTrainer with
    {
        Epochs = options.FineTuneEpochs,
        BatchSize = options.Trainer.BatchSize,
        LearningRate = LearningRate,
        Monitor = options.Trainer.Monitor,
        Seed = options.Trainer.Seed,
    };
}
