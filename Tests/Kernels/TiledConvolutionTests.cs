using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Tests.Kernels;

public sealed class TiledConvolutionTests
{
    // Rounding of float32 through the transforms, relative to the largest value; seen are up to 8e-6.
    private const double Tolerance = 3e-5;

    private static readonly string[] Tails =
    [
        "", "relu", "normalization", "normalization relu", "clip", "read twice", "sum", "normalization sum relu", "sum of the pixel mean",
        "sum of two", "constants relu", "pool", "relu pool", "sum relu pool",
    ];

    [Theory]
    [InlineData(1, 32, 32, 4, 4, 1)]
    [InlineData(1, 32, 40, 9, 9, 1)]
    [InlineData(3, 48, 64, 7, 7, 1)]
    [InlineData(2, 64, 32, 37, 18, 1)]
    [InlineData(2, 33, 35, 31, 33, 0)]
    [InlineData(1, 32, 32, 3, 3, 0)]
    [InlineData(5, 32, 32, 1, 5, 1)]
    [InlineData(1, 32, 37, 150, 149, 1)]
    [InlineData(2, 3, 33, 20, 51, 1)]
    public void Results_are_those_of_ONNX_Runtime(int images, int channels, int filters, int height, int width, int padding)
    {
        Assert.SkipUnless(TiledConvolution.IsSupported, "This processor has no AVX2 and FMA, and ONNX Runtime's convolutions are used.");
        foreach (var tail in Tails)
        {
            if (tail.Contains("pool", StringComparison.Ordinal) && Math.Min(height, width) + (2 * padding) - 2 < 2)
            {
                continue;
            }

            var model = Convolution(channels, filters, padding, tail);
            Compare(model, images, channels, height, width, replaced: tail == "sum of two" ? 2 : 1, tail);
        }
    }

    [Theory]
    [InlineData("strides", new long[] { 2, 2 })]
    [InlineData("dilations", new long[] { 2, 2 })]
    [InlineData("pads", new long[] { 0, 0, 1, 1 })]
    [InlineData("group", new long[] { 2 })]
    public void Other_convolutions_are_left_to_ONNX_Runtime(string attribute, long[] value)
    {
        var model = Convolution(attribute == "group" ? 64 : 32, 32, 1, "relu", (attribute, value));
        Compare(model, 2, attribute == "group" ? 128 : 32, 10, 10, replaced: 0, attribute);
    }

    [Theory]
    [InlineData(9, 9, 1)]
    [InlineData(6, 7, 0)]
    public void A_number_that_is_none_passes_as_in_ONNX_Runtime(int height, int width, int padding)
    {
        Assert.SkipUnless(TiledConvolution.IsSupported, "This processor has no AVX2 and FMA, and ONNX Runtime's convolutions are used.");
        // Behind the last of these ONNX Runtime pools what the convolution gives, and it passes over what is no number.
        foreach (var tail in Tails.Where(t => t != "sum relu pool"))
        {
            var graph = OnnxGraph.Of(Convolution(32, 32, padding, tail), "one");
            using var convolutions = new ConvolutionSet();
            var fast = FastConvolutions.Replace(graph, convolutions);
            using var run = new ConvolutionOperator(convolutions);
            using var reference = Open(graph, null);
            using var session = Open(fast, run);
            var values = Values(32 * height * width, 5);
            long[] shape = [1, 32, height, width];
            foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                for (var pixel = 0; pixel < height * width; pixel++)
                {
                    var usual = values[(3 * height * width) + pixel];
                    values[(3 * height * width) + pixel] = bad;
                    var (expected, actual) = (Run(reference, values, shape), Run(session, values, shape));
                    values[(3 * height * width) + pixel] = usual;
                    Assert.Equal(expected.Length, actual.Length);
                    var lost = expected.Zip(actual).Count(p => !float.IsFinite(p.First) && float.IsFinite(p.Second));
                    Assert.True(lost == 0, $"{tail}: {lost} outputs are finite in spite of {bad} at pixel {pixel}.");
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 8, 8, "relu")]
    [InlineData(0, 8, 8, "pool")]
    [InlineData(2, 1, 1, "pool")]
    [InlineData(2, 1, 6, "relu pool")]
    public void An_empty_batch_and_a_map_smaller_than_its_pool_give_empty_outputs(int images, int height, int width, string tail)
    {
        Assert.SkipUnless(TiledConvolution.IsSupported, "This processor has no AVX2 and FMA, and ONNX Runtime's convolutions are used.");
        using var convolutions = new ConvolutionSet();
        var fast = FastConvolutions.Replace(OnnxGraph.Of(Convolution(32, 32, 1, tail), "one"), convolutions);
        using var run = new ConvolutionOperator(convolutions);
        Assert.Empty(Run(fast, run, Values(images * 32 * height * width, 5), [images, 32, height, width]));
    }

    [Fact]
    public void A_map_smaller_than_the_kernel_is_refused()
    {
        Assert.SkipUnless(TiledConvolution.IsSupported, "This processor has no AVX2 and FMA, and ONNX Runtime's convolutions are used.");
        using var convolutions = new ConvolutionSet();
        var fast = FastConvolutions.Replace(OnnxGraph.Of(Convolution(32, 32, 0, "relu"), "one"), convolutions);
        using var run = new ConvolutionOperator(convolutions);
        var message = Assert.Throws<OnnxRuntimeException>(() => Run(fast, run, Values(32 * 2 * 5, 5), [1, 32, 2, 5])).Message;
        Assert.Contains("Received maps of 2 x 5 pixels, expected 3 x 3 or more with padding.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_does_not_depend_on_the_others_of_its_batch()
    {
        Assert.SkipUnless(TiledConvolution.IsSupported, "This processor has no AVX2 and FMA, and ONNX Runtime's convolutions are used.");
        using var convolutions = new ConvolutionSet();
        var graph = FastConvolutions.Replace(OnnxGraph.Of(Convolution(32, 32, 1, "relu"), "one"), convolutions);
        using var run = new ConvolutionOperator(convolutions);
        var values = Values(5 * 32 * 13 * 13, 3);
        var together = Run(graph, run, values, [5, 32, 13, 13]);
        for (var i = 0; i < 5; i++)
        {
            var size = values.Length / 5;
            Assert.Equal(together[(i * size)..((i + 1) * size)], Run(graph, run, values[(i * size)..((i + 1) * size)], [1, 32, 13, 13]));
        }
    }

    [Fact]
    public void A_tensor_whose_name_is_a_number_says_nothing_of_its_size()
    {
        Assert.SkipUnless(TiledConvolution.IsSupported, "This processor has no AVX2 and FMA, and ONNX Runtime's convolutions are used.");
        // Older exporters number their tensors. Nothing is known of what joins two maps, and its activation has 64 channels and not 123.
        var model = Convolution(32, 32, 1, "read twice");
        model.Graph.Node.Add(ProtoExtensions.Node("Concat", ["conv", "relu"], "123", ("axis", [1])));
        model.Graph.Node.Add(ProtoExtensions.Node("Relu", ["123"], "124"));
        model.Graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["124"], "125"));
        model.Graph.Output.Add(ProtoExtensions.FloatValue("125"));
        using var convolutions = new ConvolutionSet();
        var fast = FastConvolutions.Replace(OnnxGraph.Of(model, "numbers"), convolutions);
        Assert.DoesNotContain(fast.Model.Graph.ValueInfo, v => v.Name == "124");
    }

    private static void Compare(ModelProto model, int images, int channels, int height, int width, int replaced, string variant)
    {
        var graph = OnnxGraph.Of(model, "one");
        using var convolutions = new ConvolutionSet();
        var fast = FastConvolutions.Replace(graph, convolutions);
        Assert.Equal(replaced, convolutions.Count);
        Assert.Equal(variant is "read twice" or "sum of the pixel mean", fast.Model.Graph.Node.Any(n => n.OpType == "Add"));
        var hasPool = fast.Model.Graph.Node.Any(n => n.OpType == "MaxPool");
        Assert.False(variant is "pool" or "relu pool" && hasPool, $"{variant} is left beside its convolution.");
        using var run = new ConvolutionOperator(convolutions);
        var values = Values(images * channels * height * width, 5);
        long[] shape = [images, channels, height, width];
        var (expected, actual) = (Run(graph, null, values, shape), Run(fast, replaced == 0 ? null : run, values, shape));
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        var worst = Enumerable.Range(0, expected.Length).MaxBy(i => Math.Abs(expected[i] - actual[i]));
        Assert.True(
            Math.Abs(expected[worst] - actual[worst]) <= Tolerance * scale,
            $"{variant}: at {worst} of {expected.Length} ONNX Runtime has {expected[worst]:R} and Transfer {actual[worst]:R}; "
            + $"the largest value is {scale:R}.");
    }

    private static InferenceSession Open(OnnxGraph graph, ConvolutionOperator? operators)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        operators?.AddTo(options);
        return new InferenceSession(graph.ToByteArray(), options);
    }

    private static float[] Run(OnnxGraph graph, ConvolutionOperator? operators, float[] values, long[] shape)
    {
        using var session = Open(graph, operators);
        return Run(session, values, shape);
    }

    private static float[] Run(InferenceSession session, float[] values, long[] shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [input], session.OutputNames);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static ModelProto Convolution(
        int channels, int filters, int padding, string tail, params (string Name, long[] Value)[] attributes)
    {
        var graph = new GraphProto { Name = "one" };
        graph.Input.Add(ProtoExtensions.FloatValue("x", "N", "C", "H", "W"));
        graph.Initializer.Add(ProtoExtensions.Tensor("w", Values(filters * channels * 9, 1), filters, channels, 3, 3));
        graph.Initializer.Add(ProtoExtensions.Tensor("b", Values(filters, 2), filters));
        var pads = attributes.Any(a => a.Name == "pads") ? attributes : [.. attributes, ("pads", [padding, padding, padding, padding])];
        graph.Node.Add(ProtoExtensions.Node("Conv", ["x", "w", "b"], "conv", [("kernel_shape", [3, 3]), .. pads]));
        var last = "conv";
        if (tail.Contains("normalization", StringComparison.Ordinal))
        {
            foreach (var (name, seed) in new[] { ("scale", 3), ("shift", 4), ("mean", 5) })
            {
                graph.Initializer.Add(ProtoExtensions.Tensor(name, Values(filters, seed), filters));
            }

            var variance = Array.ConvertAll(Values(filters, 6), v => Math.Abs(v) + 0.1f);
            graph.Initializer.Add(ProtoExtensions.Tensor("variance", variance, filters));
            graph.Node.Add(ProtoExtensions.Node("BatchNormalization", [last, "scale", "shift", "mean", "variance"], last = "normal"));
        }

        if (tail.Contains("constants", StringComparison.Ordinal))
        {
            // As some exporters write batch normalisation.
            graph.Initializer.Add(ProtoExtensions.Tensor("factors", Values(filters, 9), 1, filters, 1, 1));
            graph.Initializer.Add(ProtoExtensions.Tensor("summands", Values(filters, 10), filters, 1, 1));
            graph.Node.Add(ProtoExtensions.Node("Mul", [last, "factors"], "product"));
            graph.Node.Add(ProtoExtensions.Node("Add", ["summands", "product"], last = "shifted"));
        }

        if (tail.Contains("sum", StringComparison.Ordinal))
        {
            // Another convolution of the same map, which keeps its size as this one does; or one number a filter.
            graph.Initializer.Add(ProtoExtensions.Tensor("w2", Values(filters * channels, 7), filters, channels, 1, 1));
            graph.Node.Add(ProtoExtensions.Node(
                "MaxPool", ["x"], "largest", ("kernel_shape", [3, 3]), ("pads", [padding, padding, padding, padding])));
            graph.Node.Add(ProtoExtensions.Node("Conv", ["largest", "w2"], "other", ("kernel_shape", [1, 1])));
            var added = "other";
            if (tail == "sum of two")
            {
                graph.Initializer.Add(ProtoExtensions.Tensor("w3", Values(filters * channels * 9, 8), filters, channels, 3, 3));
                graph.Node.Add(ProtoExtensions.Node(
                    "Conv", ["x", "w3"], added = "second", ("kernel_shape", [3, 3]), ("pads", [padding, padding, padding, padding])));
            }

            if (tail == "sum of the pixel mean")
            {
                graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["other"], added = "mean of other"));
            }

            graph.Node.Add(ProtoExtensions.Node("Add", [added, last], last = "total"));
        }

        if (tail.Contains("relu", StringComparison.Ordinal) || tail == "read twice")
        {
            graph.Node.Add(ProtoExtensions.Node("Relu", [last], last = "relu"));
        }

        if (tail == "clip")
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("low", [-2f]));
            graph.Initializer.Add(ProtoExtensions.Tensor("high", [3f]));
            graph.Node.Add(ProtoExtensions.Node("Clip", [last, "low", "high"], last = "clip"));
        }

        if (tail.Contains("pool", StringComparison.Ordinal))
        {
            graph.Node.Add(ProtoExtensions.Node("MaxPool", [last], last = "pool", ("kernel_shape", [2, 2]), ("strides", [2, 2])));
        }

        if (tail == "read twice")
        {
            graph.Node.Add(ProtoExtensions.Node("Add", ["conv", last], last = "sum"));
        }

        graph.Output.Add(ProtoExtensions.FloatValue(last));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return model;
    }

    private static float[] Values(int count, int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal(0, 0.3))];
    }
}
