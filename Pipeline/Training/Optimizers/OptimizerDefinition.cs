namespace Transfer.Pipeline.Training;

/// <summary>An optimizer of the table.</summary>
/// <param name="Choice">Name and settings.</param>
/// <param name="LearningRate">Keras' default.</param>
/// <param name="Create">Creates it for groups of weights.</param>
internal sealed record OptimizerDefinition(
    Choice Choice, double LearningRate, Func<Selection, IReadOnlyList<TrainedGroup>, Optimizer> Create)
{
    /// <summary>Keras' default.</summary>
    public double WeightDecay { get; init; }
}
