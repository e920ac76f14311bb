using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Models.Quantization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models.Quantization;

/// <summary>ONNX Runtime moves rounding to before a pool of 32 bits, where its pool of bytes takes many times as long.</summary>
public sealed class PoolOfFloatsTests : IDisposable
{
    private const int Size = 16;
    private const int Channels = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 6)]
    [InlineData(-3, 6)]
    public void It_stays_in_32_bits_and_the_bytes_behind_it_are_the_same(float low, float high)
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("MaxPool", ["conv2"], "pool", ("kernel_shape", [3, 3]), ("strides", [2, 2])));
            TinyModels.AddConv(graph, "pool", "conv3", 16, Channels, 3);
            graph.Node.Add(ProtoExtensions.Node("Relu", ["conv3"], "relu3"));
            graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu3"], "mean"));
            graph.Output.Add(ProtoExtensions.FloatValue("mean"));
        }, Size, "N", 13);
        var plan = new QuantizationPlan(model.Graph, new HashSet<string> { "conv3" });
        Assert.Equal(["pool", "relu3"], plan.Tensors);
        var ranges = new Dictionary<string, (float, float)> { ["pool"] = (low, high), ["relu3"] = (0, high) };
        var small = GraphQuantizer.Quantize(model, plan, ranges);

        var optimized = _folder.File("optimized.onnx");
        using var session = Open(small, GraphOptimizationLevel.ORT_ENABLE_ALL, optimized);
        var nodes = ModelReader.Read(optimized).Graph.Node;
        Assert.DoesNotContain(nodes, n => n.OpType == "NhwcMaxPool");
        var pool = Assert.Single(nodes, n => n.OpType == "MaxPool");
        var before = Assert.Single(nodes, n => n.Output.Contains(pool.Input[0]));
        Assert.DoesNotContain("Quantize", before.OpType, StringComparison.Ordinal);
        Assert.Contains(nodes, n => n.OpType == "QLinearConv");

        // What is in the way of the rounding changes no byte.
        var plain = small.Clone();
        var bound = plain.Graph.Node.Single(n => n.OpType == "Max");
        plain.Graph.Node.Remove(bound);
        var rounding = plain.Graph.Node.Single(n => n.OpType == "QuantizeLinear" && n.Input[0] == bound.Output[0]);
        rounding.Input[0] = bound.Input[0];
        using var with = Open(small, GraphOptimizationLevel.ORT_DISABLE_ALL);
        using var without = Open(plain, GraphOptimizationLevel.ORT_DISABLE_ALL);
        Assert.Equal(Run(without), Run(with));
    }

    private static InferenceSession Open(ModelProto model, GraphOptimizationLevel level, string? optimized = null)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = level,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            OptimizedModelFilePath = optimized ?? "",
        };
        return new InferenceSession(model.ToByteArray(), options);
    }

    private static float[] Run(InferenceSession session)
    {
        var random = new SeededRandom(1);
        float[] values = [.. Enumerable.Range(0, 2 * 3 * Size * Size).Select(_ => (float)random.Normal(0, 1))];
        return ExportedModel.Run<float>(session, values, [2, 3, Size, Size], session.OutputNames[0]);
    }
}
