namespace Transfer.Pipeline.Training;

/// <summary>The optimizers, with Keras' names and defaults.</summary>
internal static class Optimizers
{
    // Adam's relatives share these; Keras and torch agree on all but the epsilon.
    private static readonly Setting Epsilon = new("epsilon", 1e-7);
    private static readonly Setting Beta1 = new("beta_1", 0.9) { High = 1, IsBelowHigh = true };
    private static readonly Setting Beta2 = new("beta_2", 0.999) { High = 1, IsBelowHigh = true };
    private static readonly Setting Momentum = new("momentum", 0) { High = 1, IsBelowHigh = true };
    private static readonly Setting AmsGrad = new("amsgrad", 0) { IsFlag = true };

    private static readonly OptimizerDefinition[] All =
    [
        new(With("sgd", Momentum, new Setting("nesterov", 0) { IsFlag = true }), 0.01, KerasOptimizers.Sgd),
        new(With("rmsprop", Rho(0.9), Momentum, Epsilon, new Setting("centered", 0) { IsFlag = true }), 1e-3, KerasOptimizers.RmsProp),
        new(With("adagrad", new Setting("initial_accumulator_value", 0.1), Epsilon), 1e-3, KerasOptimizers.Adagrad),
        new(With("adadelta", Rho(0.95), Epsilon), 1e-3, KerasOptimizers.Adadelta),
        new(With("adam", Beta1, Beta2, Epsilon, AmsGrad), 1e-3, KerasOptimizers.Adam),
        new(With("adamax", Beta1, Beta2, Epsilon), 1e-3, KerasOptimizers.Adamax),
        new(With("nadam", Beta1, Beta2, Epsilon), 1e-3, KerasOptimizers.Nadam),
        new(With("adamw", Beta1, Beta2, Epsilon, AmsGrad), 1e-3, KerasOptimizers.Adam) { WeightDecay = 0.004 },
    ];

    /// <summary>
    /// The optimizers with their settings, to parse a text such as <c>sgd:momentum=0.9:nesterov</c> or to say what is wrong with it.
    /// </summary>
    public static ChoiceTable Table { get; } = new("optimizer", [.. All.Select(o => o.Choice)]);

    /// <summary>Creates an optimizer.</summary>
    /// <param name="selection">A choice of <see cref="Table"/>.</param>
    /// <param name="groups">The weights that it updates.</param>
    internal static Optimizer Create(Selection selection, IReadOnlyList<TrainedGroup> groups) => Find(selection).Create(selection, groups);

    internal static OptimizerDefinition Find(Selection selection) => All.Single(o => o.Choice.Name == selection.Name);

    private static Choice With(string name, params Setting[] settings) => new(name) { Settings = settings };

    private static Setting Rho(double value) => new("rho", value) { High = 1, IsBelowHigh = true };
}
