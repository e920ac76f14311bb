using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Batches of new views every epoch: images are decoded, augmented and run through the base each time.</summary>
internal sealed class FreshBatches(FeatureRows rows, ConvBase convBase, Augmenter augmenter, torch.Device device, BatchMixer? mixer)
    : IBatchSource
{
    private readonly RowTargets _targets = new(rows, device, mixer);
    private float[] _images = [];
    private float[] _features = [];

    /// <summary>The labels or values of all images, <c>[N, K]</c>; null where there are classes.</summary>
    public float[]? Targets => rows.Targets;

    public int Count => rows.Count;

    public int Length => convBase.FeatureLength;

    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var (picked, size) = (indices.ToArray(), augmenter.ValueCount);
        if (_images.Length < picked.Length * size)
        {
            (_images, _features) = (new float[picked.Length * size], new float[picked.Length * Length]);
        }

        var faults = new string?[picked.Length];
        Parallel.For(0, picked.Length, i => faults[i] = Load(picked[i], _images.AsSpan(i * size, size), epoch));
        if (Array.FindIndex(faults, f => f is not null) is >= 0 and var bad)
        {
            throw new InvalidDataException(
                $"'{rows.Samples[picked[bad]].Path}' could be read before and cannot now: {faults[bad]}. "
                + "Leave the images as they are while training.");
        }

        // Images are mixed, not their features: that is what MixUp and CutMix were made for.
        var (images, targets) = _targets.Of(picked, _images.AsSpan(0, picked.Length * size), epoch, picked[0]);
        convBase.Run(images ?? _images, picked.Length, _features);
        var inputs = frombuffer(_features, ScalarType.Float32, picked.Length * Length).reshape(picked.Length, Length).to(device);
        return (inputs, targets);
    }

    private string? Load(int sample, Span<float> target, int epoch)
    {
        try
        {
            var bytes = ImageFile.ReadAllBytes(rows.Samples[sample].Path);
            var outcome = augmenter.Load(bytes, rows.Keys[sample].Image.ToIdentity(), epoch, target);
            return outcome.IsOk ? null : outcome.Detail;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    public void Dispose()
    {
    }
}
