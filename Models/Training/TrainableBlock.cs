namespace Transfer.Models;

/// <summary>Weights that belong together, such as a residual block's; learning rates and reports go by these.</summary>
/// <param name="Name">The layer's or block's name, as far as the file tells one.</param>
/// <param name="Weights">Names of initializers.</param>
public sealed record TrainableBlock(string Name, IReadOnlyList<string> Weights);
