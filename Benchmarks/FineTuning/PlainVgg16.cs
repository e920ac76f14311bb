using static TorchSharp.torch;

namespace Transfer.Benchmarks;

/// <summary>VGG16's convolutional base and a head of dense 256 and one output, as a user of TorchSharp alone would write it.</summary>
internal static class PlainVgg16
{
    private static readonly int[][] Blocks = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    /// <returns>The network with blocks 1 to 4 frozen, <c>[N, 3, size, size]</c> to logits <c>[N, 1]</c>.</returns>
    public static nn.Module<Tensor, Tensor> Create(int size)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        var channels = 3;
        foreach (var (block, filters) in Blocks.Index())
        {
            foreach (var (index, filter) in filters.Index())
            {
                var convolution = nn.Conv2d(channels, filter, 3, padding: 1);
                if (block < 4)
                {
                    convolution.weight.requires_grad_(false);
                    convolution.bias!.requires_grad_(false);
                }

                layers.Add(($"block{block + 1}_conv{index + 1}", convolution));
                layers.Add(($"block{block + 1}_relu{index + 1}", nn.ReLU()));
                channels = filter;
            }

            layers.Add(($"block{block + 1}_pool", nn.MaxPool2d(2)));
            size /= 2;
        }

        layers.Add(("flatten", nn.Flatten()));
        layers.Add(("dense1", nn.Linear(channels * size * size, 256)));
        layers.Add(("relu", nn.ReLU()));
        layers.Add(("dropout", nn.Dropout(0.5)));
        layers.Add(("dense2", nn.Linear(256, 1)));
        return nn.Sequential(layers);
    }
}
