using Parameter = TorchSharp.Modules.Parameter;

namespace Transfer.Pipeline.Training;

/// <summary>Weights that are trained with one learning rate.</summary>
/// <param name="Name">The name of the group, such as that of a block.</param>
/// <param name="Weights">The weights.</param>
/// <param name="RateShare">The factor of the trainer's learning rate, above 0. Default 1.</param>
public sealed record TrainedGroup(string Name, IReadOnlyList<Parameter> Weights, double RateShare = 1);
