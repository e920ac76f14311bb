using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Where a trainer takes its batches from: memory, the feature cache, or images that are augmented anew.</summary>
public interface IBatchSource : IDisposable
{
    /// <summary>How many samples there are.</summary>
    int Count { get; }

    /// <summary>The number of values of one sample.</summary>
    int Length { get; }

    /// <summary>Makes a batch in the caller's dispose scope.</summary>
    /// <param name="indices">Which samples.</param>
    /// <param name="epoch">From 1; 0 for the samples as they are, without augmentation.</param>
    /// <returns>
    /// Inputs <c>[N, ...]</c> and classes <c>[N]</c>, int64, or values or shares of classes in the shape of the outputs, <c>[N, K]</c>, float32.
    /// Valid until the next batch is asked for.
    /// </returns>
    (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch);
}
