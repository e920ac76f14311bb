using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>What an engine trains, and on what.</summary>
internal sealed record TrainingJob
{
    public required ParsedTrainerOptions Options { get; init; }

    public required EpochPlan Epochs { get; init; }

    public required LearningTask Task { get; init; }

    /// <summary>How values are standardized for the module; null for not at all.</summary>
    public TargetScaling? Scaling { get; init; }

    /// <summary>Inputs <c>[N, ...]</c> to logits <c>[N, K]</c>.</summary>
    public required nn.Module<Tensor, Tensor> Module { get; init; }

    public required IBatchSource Train { get; init; }

    public required IBatchSource Validation { get; init; }

    /// <summary>The weights with their shares of the learning rate; null for all with the whole rate.</summary>
    public IReadOnlyList<TrainedGroup>? Groups { get; init; }

    /// <summary>The weight of each class in the training loss; null for 1.</summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }
}
