using System.Globalization;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using static TorchSharp.torch;

namespace Transfer.Tests.Models.Training.Operators;

/// <summary>Runs an <see cref="OperatorCase"/> in ONNX Runtime and in TorchSharp.</summary>
internal static class OperatorRun
{
    /// <summary>Relative to the largest value: float32 has seven digits, and each side sums a few hundred products in its order.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>
    /// Relative to the length of the slope's parts: the difference of two float32 losses over a step of 1e-4 has three digits left, and
    /// curvature takes another.
    /// </summary>
    public const double GradientTolerance = 2e-2;

    private const double Step = 1e-4;

    private static readonly long[] Shape = [OperatorModel.Batch, 3, OperatorModel.Size, OperatorModel.Size];
    private static readonly float[] Pixels = Normal((int)Shape.Product(), 11);

    /// <summary>Fails with the largest difference and where it is.</summary>
    public static void Compare(OperatorCase one, int opset, TorchConvolutions? convolutions = null)
    {
        using var folder = TemporaryFolder.InMemory();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var model = OperatorModel.Write(one, opset);
        var (expected, shape) = Reference(model, Shape);
        using var module = Import(model, folder, OperatorModel.Input, OperatorModel.Size, convolutions);
        using var actual = module.forward(Images());

        Assert.Equal(shape, actual.shape);
        var values = actual.contiguous().data<float>().ToArray();
        var largest = Math.Max(expected.Select(Math.Abs).DefaultIfEmpty().Max(), float.Epsilon);
        var (worst, at) = (0.0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            var difference = values[i].Equals(expected[i]) ? 0 : Math.Abs((double)values[i] - expected[i]) / largest;
            if (!(difference <= worst) && !double.IsNaN(worst))
            {
                (worst, at) = (difference, i);
            }
        }

        Assert.True(worst <= Tolerance, string.Create(CultureInfo.InvariantCulture,
            $"The largest difference is {worst:G3} of the largest value, at {Position(at, shape)}: {values.ElementAtOrDefault(at):G7}, "
            + $"and ONNX Runtime has {expected.ElementAtOrDefault(at):G7}."));
    }

    /// <summary>Fails unless no images give a result without rows, of the shape that ONNX Runtime gives.</summary>
    public static void CompareEmpty(OperatorCase one, int opset)
    {
        using var folder = TemporaryFolder.InMemory();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var model = OperatorModel.Write(one, opset);
        using var module = Import(model, folder, OperatorModel.Input, OperatorModel.Size);
        using var actual = module.forward(zeros([0, .. Shape[1..]]));
        Assert.Equal(0, actual.numel());
        Assert.Equal(Reference(model, [0, .. Shape[1..]]).Shape, actual.shape);
    }

    /// <summary>The slope along a random direction of the image and of all weights, against a difference of two losses.</summary>
    public static void CompareGradient(OperatorCase one, int opset, TorchConvolutions? convolutions = null)
    {
        using var folder = TemporaryFolder.InMemory();
        using var scope = NewDisposeScope();
        using var module = Import(OperatorModel.Write(one, opset), folder, OperatorModel.Input, OperatorModel.Size, convolutions);
        var images = Images().requires_grad_();
        List<Tensor> variables = [images, .. module.parameters()];
        var result = module.forward(images);
        var seed = 7;
        Tensor Draw(Tensor like) => tensor(Normal((int)like.numel(), seed++), like.shape);
        var weights = Draw(result);
        var directions = variables.ConvertAll(Draw);
        double Loss() => (module.forward(images).to(ScalarType.Float64) * weights).sum().item<double>();
        if (result.requires_grad)
        {
            (result * weights).sum().backward();
        }

        using var none = no_grad();
        var (slope, length) = (0.0, 0.0);
        foreach (var (variable, direction) in variables.Zip(directions))
        {
            if (variable.grad is { } gradient)
            {
                var parts = (gradient * direction).to(ScalarType.Float64);
                slope += parts.sum().item<double>();
                length += parts.Square().sum().item<double>();
            }
        }

        var start = variables.ConvertAll(v => v.detach().clone());
        double LossAt(double share)
        {
            foreach (var (variable, (from, direction)) in variables.Zip(start.Zip(directions)))
            {
                variable.copy_(from.Plus(direction.Times(share)));
            }

            return Loss();
        }

        var measured = (LossAt(Step) - LossAt(-Step)) / (2 * Step);
        var difference = Math.Abs(measured - slope) / Math.Max(Math.Sqrt(length), 0.1);
        Assert.True(difference <= GradientTolerance, string.Create(CultureInfo.InvariantCulture,
            $"The slope is {slope:G5} by the gradient and {measured:G5} by the difference of two losses: "
            + $"off by {difference:G3} of its parts' length."));
    }

    private static Tensor Images() => tensor(Pixels, Shape);

    private static float[] Normal(int count, long seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal(0, 1))];
    }

    private static (float[] Values, long[] Shape) Reference(ModelProto model, long[] shape)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(model.ToByteArray(), options);
        using var input = OrtValue.CreateTensorValueFromMemory(Pixels[..(int)shape.Product()], shape);
        using var run = new RunOptions();
        using var results = session.Run(run, [OperatorModel.Input], [input], [OperatorModel.Output]);
        return (results[0].GetTensorDataAsSpan<float>().ToArray(), results[0].GetTensorTypeAndShape().Shape);
    }

    /// <summary>A network of images as a module, in inference mode.</summary>
    public static TrainableGraph Import(
        ModelProto model, TemporaryFolder folder, string input, int size, TorchConvolutions? convolutions = null)
    {
        var loaded = OnnxGraph.Load(folder.Write("case.onnx", model.ToByteArray()));
        // The batch is an axis as any other here, also of operators that mix images.
        var graph = OnnxGraph.Of(loaded.Model, loaded.Name);
        var cut = new CutPoint
        {
            Tensors = [input],
            Operator = "input",
            Shapes = [[3, size, size]],
            ParametersBelow = 0,
            ParametersAbove = 0,
            MultiplyAddsBelow = 0,
            MultiplyAddsAbove = 0,
            IsDefault = false,
        };
        var part = GraphPart.Between(graph, cut.Tensors, graph.OutputName, GraphPart.Fold(graph, graph.OutputName, size));
        var module = new TrainableGraph(part, cut, ComputeType.Float32, convolutions);
        module.eval();
        return module;
    }

    private static string Position(int at, long[] shape)
    {
        var position = new long[shape.Length];
        long rest = at;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (position[axis], rest) = shape[axis] == 0 ? (0, 0) : (rest % shape[axis], rest / shape[axis]);
        }

        return $"[{string.Join(", ", position)}] of [{string.Join(", ", shape)}]";
    }
}
