using Parameter = TorchSharp.Modules.Parameter;

namespace Transfer.Pipeline;

/// <summary>Weights that are trained with one learning rate.</summary>
/// <param name="Name">Such as the block's name.</param>
/// <param name="Weights">The weights.</param>
/// <param name="RateShare">What of the trainer's learning rate they get, above 0.</param>
public sealed record TrainedGroup(string Name, IReadOnlyList<Parameter> Weights, double RateShare = 1);
