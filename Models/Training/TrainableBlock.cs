namespace Transfer.Models.Training;

/// <summary>Weights of one block of a network, such as a residual block. Learning rates and reports go by blocks.</summary>
/// <param name="Name">The name of the layer or block, as far as the file has one.</param>
/// <param name="Weights">The names of its initializers.</param>
public sealed record TrainableBlock(string Name, IReadOnlyList<string> Weights);
