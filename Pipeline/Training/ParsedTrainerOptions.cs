namespace Transfer.Pipeline.Training;

/// <summary>Options of a training with their texts parsed, once, and their defaults filled in.</summary>
/// <param name="Given">The options.</param>
/// <param name="Optimizer">The optimizer with its settings.</param>
/// <param name="Schedule">The schedule with its settings.</param>
/// <param name="LearningRate">The learning rate unless it is to be found.</param>
/// <param name="WeightDecay">The weight decay.</param>
internal sealed record ParsedTrainerOptions(
    TrainerOptions Given, Selection Optimizer, Selection Schedule, double LearningRate, double WeightDecay)
{
    private const double RmsPropRate = 2e-4;

    /// <exception cref="ArgumentException">There is no such optimizer, schedule or setting; the message lists the choices.</exception>
    public static ParsedTrainerOptions Of(TrainerOptions options)
    {
        var optimizer = Optimizers.Table.Parse(options.Optimizer);
        var definition = Optimizers.Find(optimizer);
        var rate = options.LearningRate ?? (optimizer.Name == TrainerOptions.RmsProp ? RmsPropRate : definition.LearningRate);
        return new ParsedTrainerOptions(
            options, optimizer, RateSchedules.Table.Parse(options.Schedule), rate, options.WeightDecay ?? definition.WeightDecay);
    }
}
