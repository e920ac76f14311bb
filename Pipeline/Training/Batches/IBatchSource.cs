using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>
/// A source of batches for a <see cref="Trainer"/>: memory, the feature cache, or images that are augmented in every epoch.
/// </summary>
public interface IBatchSource : IDisposable
{
    /// <summary>The number of samples.</summary>
    int Count { get; }

    /// <summary>The number of values of one sample.</summary>
    int Length { get; }

    /// <summary>Makes a batch in the caller's dispose scope.</summary>
    /// <param name="indices">The samples, from 0.</param>
    /// <param name="epoch">The epoch, from 1; 0 for the samples without augmentation.</param>
    /// <returns>
    /// Inputs <c>[N, ...]</c> and classes <c>[N]</c>, int64, or values or shares of classes in the shape of the outputs, <c>[N, K]</c>,
    /// float32. Valid until the next batch is asked for.
    /// </returns>
    (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch);
}
