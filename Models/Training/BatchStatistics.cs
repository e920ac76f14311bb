using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, ICML 2015) that learns its moving statistics. The moving variance is that of the batches, as in
/// Keras and ONNX; torch multiplies it by n / (n - 1).
/// </summary>
internal static class BatchStatistics
{
    /// <summary>Normalizes a batch with its own statistics and moves the others towards them.</summary>
    /// <param name="input"><c>[N, C, ...]</c>, with more than one value for each channel.</param>
    /// <param name="moving">The moving mean and variance, <c>[C]</c>, which change.</param>
    /// <param name="affine">Scale and shift, <c>[C]</c>.</param>
    /// <param name="share">The share of this batch in the moving statistics, (0, 1].</param>
    public static Tensor Normalize(
        Tensor input, (Tensor Mean, Tensor Variance) moving, (Tensor Scale, Tensor Shift) affine, double share, double epsilon)
    {
        // With momentum 1 these become the statistics of the batch.
        var (mean, variance) = (moving.Mean.detach().clone(), moving.Variance.detach().clone());
        var output = nn.functional.batch_norm(input, mean, variance, affine.Scale, affine.Shift, training: true, 1, epsilon);
        using var none = no_grad();
        double count = input.numel() / moving.Mean.numel();
        moving.Mean.copy_(moving.Mean.Times(1 - share).Plus(mean.Times(share)));
        moving.Variance.copy_(moving.Variance.Times(1 - share).Plus(variance.Times(share * (count - 1) / count)));
        return output;
    }
}
