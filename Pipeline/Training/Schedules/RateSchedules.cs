namespace Transfer.Pipeline.Training;

/// <summary>The schedules of the learning rate, with Keras' names where it has them.</summary>
internal static class RateSchedules
{
    private static readonly Choice Constant = new("constant");
    private static readonly Choice Cosine = new("cosine");
    private static readonly Choice Step = new("step")
    {
        Settings = [new Setting("epochs", double.NaN) { IsAboveLow = true }, new Setting("factor", 0.1) { IsAboveLow = true, High = 1 }],
    };

    private static readonly Choice Exponential = new("exponential")
    {
        Settings = [new Setting("factor", double.NaN) { IsAboveLow = true, High = 1 }],
    };


    // Keras' defaults.
    private static readonly Choice Plateau = new("reduce_on_plateau")
    {
        Aliases = ["plateau"],
        Settings =
        [
            new Setting("patience", 10) { Low = 1, IsWhole = true },
            new Setting("factor", 0.1) { IsAboveLow = true, High = 1, IsBelowHigh = true },
            new Setting("min_delta", 1e-4),
            new Setting("cooldown", 0) { IsWhole = true },
            new Setting("min_share", 0) { High = 1 },
        ],
    };

    /// <summary>
    /// The schedules with their settings. <c>constant</c>: the rate stays. <c>cosine</c>: half a cosine down to 0 at the last step
    /// (Loshchilov and Hutter: SGDR, ICLR 2017; Keras' <c>CosineDecay</c>). <c>step:10:factor=0.1</c>: times 0.1 every 10 epochs.
    /// <c>exponential:0.95</c>: times 0.95 over an epoch, a little at every step. <c>reduce_on_plateau:patience=10:factor=0.1</c>: times
    /// 0.1 after 10 epochs without improvement.
    /// </summary>
    public static ChoiceTable Table { get; } = new("schedule", [Constant, Cosine, Step, Exponential, Plateau]);

    /// <summary>Whether a schedule depends on the number of epochs.</summary>
    /// <param name="selection">A choice of <see cref="Table"/>.</param>
    internal static bool NeedsEpochs(Selection selection) => selection.Name == Cosine.Name;

    /// <summary>Creates a schedule.</summary>
    /// <param name="selection">A choice of <see cref="Table"/>.</param>
    /// <param name="warmUpEpochs">Epochs, also parts of one, over which the rate rises from 0.</param>
    internal static RateSchedule Create(Selection selection, double warmUpEpochs, int epochs, int stepsPerEpoch)
    {
        var (warmUp, total) = (warmUpEpochs * stepsPerEpoch, (double)epochs * stepsPerEpoch);
        return selection.Name switch
        {
            "cosine" => new FixedSchedule(
                warmUp, step => 0.5 * (1 + Math.Cos(Math.PI * (step - warmUp) / Math.Max(1, total - warmUp)))),
            "step" => new FixedSchedule(
                warmUp, step => Math.Pow(selection["factor"], Math.Floor(step / stepsPerEpoch / selection["epochs"]))),
            "exponential" => new FixedSchedule(warmUp, step => Math.Pow(selection["factor"], (step - warmUp) / stepsPerEpoch)),
            "reduce_on_plateau" => new PlateauSchedule(selection, warmUp),
            _ => new FixedSchedule(warmUp, _ => 1),
        };
    }
}
