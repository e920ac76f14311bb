using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>The targets of batches of rows, mixed in training where there is a mixer.</summary>
/// <param name="rows">Where the targets are.</param>
/// <param name="device">The device that trains.</param>
/// <param name="mixer">Mixes training batches; null for none.</param>
internal sealed class RowTargets(IFeatureRows rows, torch.Device device, BatchMixer? mixer)
{
    /// <param name="picked">The rows of the batch.</param>
    /// <param name="values">The samples of the batch, one after another.</param>
    /// <param name="epoch">From 1; batches of epoch 0 are not mixed.</param>
    /// <param name="first">The index of the batch's first sample.</param>
    /// <returns>
    /// The mixed samples, null where none are, and classes <c>[N]</c> or values <c>[N, K]</c> in the caller's dispose scope.
    /// </returns>
    public (float[]? Mixed, Tensor Targets) Of(int[] picked, ReadOnlySpan<float> values, int epoch, int first)
    {
        var isMixed = mixer is not null && epoch > 0;
        if (rows.Targets is not { } all)
        {
            var labels = Array.ConvertAll(picked, i => rows.Labels[i]);
            return isMixed ? mixer!.Mix(values, labels, epoch, first, device) : (null, tensor(labels, device: device));
        }

        var columns = all.Length / rows.Count;
        var targets = new float[picked.Length * columns];
        for (var i = 0; i < picked.Length; i++)
        {
            all.AsSpan(picked[i] * columns, columns).CopyTo(targets.AsSpan(i * columns));
        }

        return isMixed ? mixer!.Mix(values, targets, epoch, first, device)
            : (null, tensor(targets, [picked.Length, columns], device: device));
    }
}
