using Transfer.Models.Onnx;
using static TorchSharp.torch;

namespace Transfer.Benchmarks;

/// <summary>VGG16's convolutional base as an ONNX graph with random weights, so that the benchmark needs no file.</summary>
internal static class Vgg16Graph
{
    private static readonly int[][] Blocks = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    public static OnnxGraph Create()
    {
        var graph = new GraphProto { Name = "vgg16" };
        graph.Input.Add(ProtoExtensions.FloatValue("images", "N", 3, "H", "W"));
        var (tensor, channels) = ("images", 3);
        foreach (var (block, filters) in Blocks.Index())
        {
            foreach (var (index, filter) in filters.Index())
            {
                var layer = $"block{block + 1}_conv{index + 1}";
                using var kernel = randn(filter, channels, 3, 3) * Math.Sqrt(2.0 / (channels * 9));
                graph.Initializer.Add(ProtoExtensions.Tensor($"{layer}/kernel", kernel.data<float>().ToArray(), filter, channels, 3, 3));
                graph.Initializer.Add(ProtoExtensions.Tensor($"{layer}/bias", new float[filter], filter));
                graph.Node.Add(ProtoExtensions.Node(
                    "Conv", [tensor, $"{layer}/kernel", $"{layer}/bias"], $"{layer}/conv", ("kernel_shape", [3, 3]),
                    ("pads", [1, 1, 1, 1])));
                graph.Node.Add(ProtoExtensions.Node("Relu", [$"{layer}/conv"], layer));
                (tensor, channels) = (layer, filter);
            }

            var pool = $"block{block + 1}_pool";
            graph.Node.Add(ProtoExtensions.Node("MaxPool", [tensor], pool, ("kernel_shape", [2, 2]), ("strides", [2, 2])));
            tensor = pool;
        }

        graph.Output.Add(ProtoExtensions.FloatValue(tensor));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return OnnxGraph.Of(model, "vgg16");
    }
}
