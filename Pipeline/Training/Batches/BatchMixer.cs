using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>
/// MixUp and CutMix of training batches: mixed samples with mixed targets, a function of the seed, the epoch and the batch.
/// </summary>
internal sealed class BatchMixer
{
    // Keeps these numbers apart from those that order the samples with the same seed.
    private const int Stream = 0x4D6978;

    private readonly MixingOptions _options;
    private readonly LearningTask _task;
    private readonly (int Height, int Width) _plane;
    private readonly long _seed;
    private float[] _rows = [];

    /// <summary>A mixer for samples of one shape.</summary>
    /// <param name="options">What is mixed.</param>
    /// <param name="task">What is learnt; decides the shape of mixed classes.</param>
    /// <param name="shape">The shape of a sample: any for MixUp, <c>[C, H, W]</c> for CutMix.</param>
    /// <param name="seed">Decides everything that is drawn.</param>
    /// <exception cref="ArgumentException">
    /// The loss takes no shares of classes; or CutMix is asked for, and samples have no height and width.
    /// </exception>
    public BatchMixer(MixingOptions options, LearningTask task, IReadOnlyList<int> shape, long seed)
    {
        if (options.Any && !task.AreValues && task.OutputActivation == OutputActivation.Linear)
        {
            throw new ArgumentException(
                $"Mixed samples have shares of classes, and the loss {task.Loss} takes whole ones. "
                + "Leave out MixUp and CutMix, or choose a cross-entropy.");
        }

        if (options.CutMix > 0 && shape.Count != 3)
        {
            throw new ArgumentException(
                $"CutMix cuts rectangles out of maps, and the features here, [{string.Join(",", shape)}], have no height and width. "
                + "Leave out pooling, take fresh views, whose images are cut, or take MixUp.");
        }

        (_options, _task, _seed) = (options, task, seed);
        _plane = shape.Count == 3 ? (shape[1], shape[2]) : (1, 1);
    }

    /// <summary>Mixes a batch of samples with classes, in the caller's dispose scope.</summary>
    /// <param name="rows">The samples one after another.</param>
    /// <param name="labels">Their classes, <c>[N]</c>.</param>
    /// <returns>
    /// The mixed samples at the beginning of an array that the next batch uses again, and shares of classes, float32: <c>[N, 1]</c>, the
    /// share of the second class, where the network has one output, else <c>[N, classes]</c>.
    /// </returns>
    /// <inheritdoc cref="Mix(ReadOnlySpan{float}, ReadOnlySpan{float}, int, int, torch.Device)"/>
    public (float[] Rows, Tensor Targets) Mix(
        ReadOnlySpan<float> rows, ReadOnlySpan<long> labels, int epoch, int first, torch.Device device)
    {
        var shares = new float[labels.Length * _task.Outputs];
        if (_task.Outputs == 1)
        {
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(labels, shares);
        }
        else
        {
            BatchMixing.OneHot(labels, _task.Outputs, shares);
        }

        return Mix(rows, shares, epoch, first, device);
    }

    /// <summary>Mixes a batch of samples with labels or values, in the caller's dispose scope.</summary>
    /// <param name="rows">The samples one after another.</param>
    /// <param name="targets">Their labels of 0 and 1, or values, <c>[N, K]</c>.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="first">The index of the batch's first sample, which no other batch of the epoch has.</param>
    /// <param name="device">The device that trains.</param>
    /// <returns>
    /// The mixed samples at the beginning of an array that the next batch uses again, and the mixed targets, <c>[N, K]</c>.
    /// </returns>
    public (float[] Rows, Tensor Targets) Mix(
        ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, int epoch, int first, torch.Device device)
    {
        var count = targets.Length / _task.Outputs;
        var soft = new float[targets.Length];
        if (_rows.Length < rows.Length)
        {
            _rows = new float[rows.Length];
        }

        var mixed = _rows.AsSpan(0, rows.Length);
        var random = new SeededRandom(_seed, Stream, epoch, first);
        if (_options.CutMix > 0 && (_options.MixUp == 0 || random.Chance(0.5)))
        {
            new BatchMixing(rows, targets, count).CutMix(_plane, _options.CutMix, random, mixed, soft);
        }
        else
        {
            new BatchMixing(rows, targets, count).MixUp(_options.MixUp, random, mixed, soft);
        }

        return (_rows, tensor(soft, [count, _task.Outputs], device: device));
    }
}
