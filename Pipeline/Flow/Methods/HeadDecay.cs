namespace Transfer.Pipeline;

/// <summary>The weight decay of a head on features of images, where none is chosen.</summary>
internal static class HeadDecay
{
    /// <summary>
    /// What brought something on five of six small data sets, and lost on none, with RMSprop's own rate, by which it is multiplied.
    /// </summary>
    public const double Usual = 3;

    /// <summary>The options with their weight decay.</summary>
    public static TrainOptions Resolve(TrainOptions options) =>
        options.FromScratch == ScratchNetwork.None && !File.Exists(options.Data) && IsUsual(options.Trainer, options.Head.Layers)
            ? options with { Trainer = options.Trainer with { WeightDecay = Usual } } : options;

    /// <summary>Whether a head has layers with weights below the last, and nothing is chosen that a decay depends on.</summary>
    public static bool IsUsual(TrainerOptions trainer, string layers) =>
        trainer is { WeightDecay: null, LearningRate: null, FindLearningRate: false, Optimizer: TrainerOptions.RmsProp }
        && HasPlainLayers(HeadLayers.Parse(new HeadOptions { Layers = layers }));

    /// <summary>Whether there is a dense layer, and no penalty of weights that was chosen instead.</summary>
    private static bool HasPlainLayers(IReadOnlyList<Selection> layers) => layers.Any(layer => layer.Name == HeadLayers.Dense)
        && layers.All(layer => layer.Name is not (HeadLayers.Dense or HeadLayers.Last) || (layer["l1"] == 0 && layer["l2"] == 0));
}
