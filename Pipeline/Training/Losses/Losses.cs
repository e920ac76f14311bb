namespace Transfer.Pipeline.Training;

/// <summary>The losses, with Keras' names and values.</summary>
internal static class Losses
{
    private static readonly Setting Smoothing = new("label_smoothing", 0) { High = 1, IsBelowHigh = true };
    private static readonly Setting Gamma = new("gamma", 2);
    private static readonly Setting Alpha = new("alpha", 0.25) { High = 1 };
    private static readonly Setting Balancing = new("apply_class_balancing", 0) { IsFlag = true };

    private static readonly LossDefinition[] All =
    [
        new(Named("mean_squared_error", "mse"), Distances.Squared),
        new(Named("mean_absolute_error", "mae"), Distances.Absolute),
        new(Named("mean_absolute_percentage_error", "mape"), Distances.AbsolutePercentage),
        new(Named("mean_squared_logarithmic_error", "msle"), Distances.SquaredLogarithmic),
        new(Named("squared_hinge"), Margins.SquaredHinge),
        new(Named("hinge"), Margins.Hinge),
        new(Named("categorical_hinge"), Margins.CategoricalHinge),
        new(Named("logcosh", "log_cosh"), Distances.LogCosh),
        new(Named("huber") with { Settings = [new Setting("delta", 1) { IsAboveLow = true }] }, Distances.Huber),
        new(Named("categorical_crossentropy", "cce") with { Settings = [Smoothing] }, CrossEntropies.Categorical)
        {
            OfLogits = CrossEntropies.CategoricalLogits, LogitsOf = OutputActivation.Softmax,
        },
        new(Named("sparse_categorical_crossentropy", "scce"), CrossEntropies.Sparse)
        {
            OfLogits = CrossEntropies.SparseLogits, LogitsOf = OutputActivation.Softmax, TakesClasses = true,
        },
        new(Named("binary_crossentropy", "bce") with { Settings = [Smoothing] }, CrossEntropies.Binary)
        {
            OfLogits = CrossEntropies.BinaryLogits, LogitsOf = OutputActivation.Sigmoid,
        },
        new(Named("binary_focal_crossentropy") with { Settings = [Gamma, Alpha, Balancing, Smoothing] }, CrossEntropies.BinaryFocal)
        {
            OfLogits = CrossEntropies.BinaryFocalLogits, LogitsOf = OutputActivation.Sigmoid,
        },
        new(Named("categorical_focal_crossentropy") with { Settings = [Gamma, Alpha, Smoothing] }, CrossEntropies.CategoricalFocal)
        {
            OfLogits = CrossEntropies.CategoricalFocalLogits, LogitsOf = OutputActivation.Softmax,
        },
        new(Named("kullback_leibler_divergence", "kl_divergence", "kld"), CrossEntropies.Divergence),
        new(Named("poisson"), Distances.Poisson),
        new(Named("cosine_similarity", "cosine_proximity"), Margins.CosineSimilarity),
    ];

    /// <summary>The losses with their settings, to parse a text or to say what is wrong with it.</summary>
    public static ChoiceTable Table { get; } = new("loss", [.. All.Select(l => l.Choice)]);

    /// <summary>The loss that a text names.</summary>
    /// <param name="text">
    /// Keras' name or alias, with settings behind it: <c>mse</c>, <c>huber:delta=2</c>, <c>binary_crossentropy:label_smoothing=0.1</c>.
    /// </param>
    /// <exception cref="ArgumentException">There is no such loss or setting; the message lists the choices.</exception>
    public static Loss Find(string text)
    {
        var selection = Table.Parse(text);
        return new Loss(selection, All.Single(l => l.Choice.Name == selection.Name));
    }

    private static Choice Named(string name, params string[] aliases) => new(name) { Aliases = aliases };
}
