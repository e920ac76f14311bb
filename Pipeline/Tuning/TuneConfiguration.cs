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

    /// <summary>The name of the network, without its folder and ending.</summary>
    public string ModelName => Path.GetFileNameWithoutExtension(Model);

    /// <summary>Such as <c>efficientnet-lite0 at 224 px, average, dense:256,relu,dropout:0.5, decay 10</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{ModelName} at {ImageSize} px{(Cut is null ? "" : $" up to {Cut}")}, {PoolingText}, {Head}{Decay}{ViewText}");

    /// <summary>The pooling in words.</summary>
    internal string PoolingText => Pooling switch
    {
        Pooling.AverageMax => "average+max",
        _ => Pooling.ToString().ToLowerInvariant(),
    };

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
        Head = new HeadOptions { Layers = Head },
        Trainer = options.Trainer with { WeightDecay = WeightDecay == 0 ? null : WeightDecay },
    };
}
