using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>
/// A small convolutional network with random weights, for comparison with transfer learning: convolutions of 32, 64, 128 and 128
/// filters, each with max pooling, then dense 512. <c>[N, 3, H, W]</c> to logits, H and W at least 64.
/// </summary>
public sealed class SmallConvNet : nn.Module<Tensor, Tensor>
{
    private static readonly int[] Filters = [32, 64, 128, 128];

    private readonly nn.Module<Tensor, Tensor> _layers;

    /// <summary>Makes the network.</summary>
    /// <param name="imageSize">Height and width of the pictures in pixels.</param>
    /// <param name="classes">How many classes, at least two.</param>
    /// <param name="seed">Decides the weights.</param>
    public SmallConvNet(int imageSize, int classes, long seed)
        : base(nameof(SmallConvNet))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        random.manual_seed(seed);
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        var (channels, size) = (3, imageSize);
        foreach (var (index, filters) in Filters.Index())
        {
            layers.Add(($"conv{index + 1}", nn.Conv2d(channels, filters, 3)));
            layers.Add(($"relu{index + 1}", nn.ReLU()));
            layers.Add(($"pool{index + 1}", nn.MaxPool2d(2)));
            (channels, size) = (filters, (size - 2) / 2);
        }

        layers.Add(("flatten", nn.Flatten()));
        layers.Add(("dense1", nn.Linear(channels * size * size, 512)));
        layers.Add(("relu5", nn.ReLU()));
        layers.Add(("dropout", nn.Dropout(0.5)));
        layers.Add(("dense2", nn.Linear(512, classes == 2 ? 1 : classes)));
        _layers = nn.Sequential(layers);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        // Channels-last strides: max pooling is many times faster with them on a processor.
        var channelsLast = input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        return _layers.forward(channelsLast).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _layers.Dispose();
        }

        base.Dispose(disposing);
    }
}
