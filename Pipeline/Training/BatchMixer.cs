using TorchSharp;
using Transfer.Augmentation;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>MixUp and CutMix of training batches: mixed rows with soft labels, a function of the seed, the epoch and the batch.</summary>
public sealed class BatchMixer
{
    // Keeps these numbers apart from those that order the samples with the same seed.
    private const int Stream = 0x4D6978;

    private readonly MixingOptions _options;
    private readonly int _classes;
    private readonly (int Height, int Width) _plane;
    private readonly long _seed;
    private float[] _rows = [];

    /// <summary>A mixer for samples of one shape.</summary>
    /// <param name="options">What is mixed.</param>
    /// <param name="classes">How many classes, at least two.</param>
    /// <param name="shape">The shape of a sample: any for MixUp, <c>[C, H, W]</c> for CutMix.</param>
    /// <param name="seed">Decides everything that is drawn.</param>
    /// <exception cref="ArgumentException">CutMix is asked for, and a sample has no height and width.</exception>
    public BatchMixer(MixingOptions options, int classes, IReadOnlyList<int> shape, long seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (options.CutMix > 0 && shape.Count != 3)
        {
            throw new ArgumentException(
                $"CutMix cuts rectangles out of maps, and the features here, [{string.Join(",", shape)}], have no height and width. Keep the map with --pool none, cut pictures with --views fresh, or take --mixup.");
        }

        (_options, _classes, _seed) = (options, classes, seed);
        _plane = shape.Count == 3 ? (shape[1], shape[2]) : (1, 1);
    }

    /// <summary>Mixes a batch, in the caller's dispose scope.</summary>
    /// <param name="rows">The samples one after another.</param>
    /// <param name="labels">Their classes, <c>[N]</c>.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="first">The index of the batch's first sample, which no other batch of the epoch has.</param>
    /// <param name="device">Where training runs.</param>
    /// <returns>
    /// The mixed samples at the beginning of an array that the next batch uses again, and soft labels, float32: <c>[N, 1]</c>, the share of the second class, for two classes,
    /// else <c>[N, classes]</c>.
    /// </returns>
    public (float[] Rows, Tensor Labels) Mix(ReadOnlySpan<float> rows, ReadOnlySpan<long> labels, int epoch, int first, torch.Device device)
    {
        var columns = _classes == 2 ? 1 : _classes;
        var sure = new float[labels.Length * columns];
        var soft = new float[sure.Length];
        if (columns == 1)
        {
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(labels, sure);
        }
        else
        {
            BatchMixing.OneHot(labels, _classes, sure);
        }

        if (_rows.Length < rows.Length)
        {
            _rows = new float[rows.Length];
        }

        var mixed = _rows.AsSpan(0, rows.Length);
        var random = new SeededRandom(_seed, Stream, epoch, first);
        if (_options.CutMix > 0 && (_options.MixUp == 0 || random.Chance(0.5)))
        {
            BatchMixing.CutMix(rows, sure, labels.Length, _plane.Height, _plane.Width, _options.CutMix, random, mixed, soft);
        }
        else
        {
            BatchMixing.MixUp(rows, sure, labels.Length, _options.MixUp, random, mixed, soft);
        }

        return (_rows, tensor(soft, [labels.Length, columns], device: device));
    }
}
