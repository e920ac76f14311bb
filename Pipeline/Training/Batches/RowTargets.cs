using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>The targets of rows of a batch, mixed where the batch is.</summary>
internal static class RowTargets
{
    /// <param name="rows">Where the targets are.</param>
    /// <param name="picked">The rows of the batch.</param>
    /// <param name="values">The batch's samples one after another.</param>
    /// <param name="mixer">Mixes them; null for none.</param>
    /// <param name="epoch">From 1; what is mixed depends on it.</param>
    /// <param name="first">The index of the batch's first sample.</param>
    /// <returns>The mixed samples, null where none are, and classes <c>[N]</c> or values <c>[N, K]</c> in the caller's dispose scope.</returns>
    public static (float[]? Mixed, Tensor Targets) Of(
        IFeatureRows rows, int[] picked, ReadOnlySpan<float> values, BatchMixer? mixer, int epoch, int first, torch.Device device)
    {
        if (rows.Targets is not { } all)
        {
            var labels = Array.ConvertAll(picked, i => rows.Labels[i]);
            return mixer is null ? (null, tensor(labels, device: device)) : mixer.Mix(values, labels, epoch, first, device);
        }

        var columns = all.Length / rows.Count;
        var targets = new float[picked.Length * columns];
        for (var i = 0; i < picked.Length; i++)
        {
            all.AsSpan(picked[i] * columns, columns).CopyTo(targets.AsSpan(i * columns));
        }

        return mixer is null ? (null, tensor(targets, [picked.Length, columns], device: device)) : mixer.Mix(values, targets, picked.Length, epoch, first, device);
    }
}
