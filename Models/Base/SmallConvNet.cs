using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// The small convolutional network of the course, for comparison with transfer learning: convolutions of 32, 64, 128 and 128 filters of
/// 3x3 without padding, each with ReLU and max pooling. <c>[N, 3, H, W]</c>, H and W at least 46, to <c>[N, 128, h, w]</c>.
/// </summary>
internal static class SmallConvNet
{
    /// <summary>The image size in the course, in pixels.</summary>
    public const int UsualImageSize = 150;

    private static readonly int[] Filters = [32, 64, 128, 128];

    public static OnnxGraph Create(long seed)
    {
        var graph = new GraphProto { Name = "small-convnet" };
        graph.Input.Add(ProtoExtensions.FloatValue("images", "N", 3, "H", "W"));
        var (tensor, channels) = ("images", 3);
        foreach (var (index, filters) in Filters.Index())
        {
            var layer = $"block{index + 1}";
            var (kernel, bias) = ($"{layer}_conv/kernel", $"{layer}_conv/bias");
            graph.Initializer.Add(ProtoExtensions.Tensor(kernel, new float[filters * channels * 9], filters, channels, 3, 3));
            graph.Initializer.Add(ProtoExtensions.Tensor(bias, new float[filters], filters));
            var (conv, relu, pool) = ($"{layer}_conv", $"{layer}_relu", $"{layer}_pool");
            graph.Node.Add(ProtoExtensions.Node("Conv", [tensor, kernel, bias], conv, ("kernel_shape", [3, 3])));
            graph.Node.Add(ProtoExtensions.Node("Relu", [conv], relu));
            graph.Node.Add(ProtoExtensions.Node("MaxPool", [relu], pool, ("kernel_shape", [2, 2]), ("strides", [2, 2])));
            (tensor, channels) = (pool, filters);
        }

        graph.Output.Add(ProtoExtensions.FloatValue(tensor));
        RandomWeights.Initialize(graph, seed);
        return OnnxGraph.Of(graph);
    }
}
