using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Batches of new views every epoch: pictures are decoded, augmented and run through the base each time.</summary>
internal sealed class FreshBatches(FeatureRows rows, ConvBase convBase, Augmenter augmenter, torch.Device device) : IBatchSource
{
    private float[] _images = [];
    private float[] _features = [];

    public int Count => rows.Count;

    public int Length => convBase.FeatureLength;

    public (Tensor Inputs, Tensor Labels) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var (picked, size) = (indices.ToArray(), augmenter.ValueCount);
        if (_images.Length < picked.Length * size)
        {
            (_images, _features) = (new float[picked.Length * size], new float[picked.Length * Length]);
        }

        Parallel.For(0, picked.Length, i =>
        {
            var path = rows.Samples[picked[i]].Path;
            var outcome = augmenter.Load(File.ReadAllBytes(path), rows.Keys[picked[i]].Image.ToIdentity(), epoch, _images.AsSpan(i * size, size));
            if (!outcome.IsOk)
            {
                throw new InvalidDataException($"'{path}' could be read before and cannot now: {outcome.Detail}. Leave the pictures as they are while training.");
            }
        });
        convBase.Run(_images, picked.Length, _features);
        var inputs = frombuffer(_features, ScalarType.Float32, picked.Length * Length).reshape(picked.Length, Length).to(device);
        return (inputs, tensor(Array.ConvertAll(picked, i => rows.Labels[i]), device: device));
    }

    public void Dispose()
    {
    }
}
