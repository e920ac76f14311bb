using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Transfer.Benchmarks;

/// <summary>
/// The processor time of training single convolutions (forward and both gradients): by Transfer, whose inputs have channels-last strides,
/// and by libtorch with these strides and with others. By turns in one process.
/// </summary>
internal static class ConvolutionTiming
{
    private const int Batch = 8;
    private const int Opset = 17;
    private const int WarmUp = 2;

    private static readonly Layer[] Layers =
    [
        new("1x1, 64 to 256, 56 px", 64, 256, 1, 56),
        new("1x1, 256 to 64, 56 px", 256, 64, 1, 56),
        new("1x1, 256 to 128, 28 px", 256, 128, 1, 28),
        new("1x1, 1024 to 256, 14 px", 1024, 256, 1, 14),
        new("1x1, 512 to 2048, 7 px", 512, 2048, 1, 7),
        new("1x1, 96 to 24, 28 px", 96, 24, 1, 28),
        new("1x1, 320 to 1280, 7 px", 320, 1280, 1, 7),
        new("1x1, stride 2, 512 to 1024, 28 px", 512, 1024, 1, 28, Stride: 2),
        new("3x3, 3 to 32, stride 2, 112 px", 3, 32, 3, 112, Stride: 2),
        new("3x3, 256, stride 2, 28 px", 256, 256, 3, 28, Stride: 2),
        new("3x3, 50, 28 px", 50, 50, 3, 28),
        new("3x3, dilation 2, 256, 14 px", 256, 256, 3, 14, Dilation: 2),
        new("3x3, 32 groups, 256, 14 px", 256, 256, 3, 14, Groups: 32),
        new("depthwise 3x3, 144, 56 px", 144, 144, 3, 56, Groups: 144),
        new("depthwise 5x5, 672, 14 px", 672, 672, 5, 14, Groups: 672),
        new("depthwise 3x3, dilation 2, 144, 28 px", 144, 144, 3, 28, Groups: 144, Dilation: 2),
        new("depthwise 3x3, 96 to 192, 28 px", 96, 192, 3, 28, Groups: 96),
        new("3x3, 1 to 32, 112 px", 1, 32, 3, 112),
    ];

    public static int Run(string[] args)
    {
        // Prepares the process for libtorch.
        RuntimeHelpers.RunModuleConstructor(typeof(TrainableGraph).Module.ModuleHandle);
        var rounds = BenchmarkArguments.Number(args, "--rounds", 15);
        var type = BenchmarkArguments.Text(args, "--compute") == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32;
        Console.WriteLine("| convolution | Transfer | libtorch, channels last | libtorch, channels first |\n| --- | --- | --- | --- |");
        foreach (var layer in Layers)
        {
            using var scope = NewDisposeScope();
            Action[] ways = [Transfer(layer, type), Libtorch(layer, type, channelsLast: true), Libtorch(layer, type, channelsLast: false)];
            var times = ways.Select(_ => new List<double>()).ToArray();
            for (var round = -WarmUp; round < rounds; round++)
            {
                foreach (var (way, step) in ways.Index())
                {
                    var before = ProcessorTime();
                    step();
                    if (round >= 0)
                    {
                        times[way].Add((ProcessorTime() - before).TotalMilliseconds);
                    }
                }
            }

            var medians = times.Select(t => string.Create(CultureInfo.InvariantCulture,
                $"{t.Order().ElementAt(t.Count / 2):F1} ms (from {t.Min():F1})"));
            Console.WriteLine($"| {layer.Name} | {string.Join(" | ", medians)} |");
        }

        return 0;
    }

    private static Action Transfer(Layer layer, ScalarType type)
    {
        var pad = layer.Pad;
        var node = ProtoExtensions.Node("Conv", ["x", "w", "b"], "y", ("kernel_shape", [layer.Kernel, layer.Kernel]),
            ("strides", [layer.Stride, layer.Stride]), ("dilations", [layer.Dilation, layer.Dilation]), ("pads", [pad, pad, pad, pad]),
            ("group", [layer.Groups]));
        var call = new NodeCall(node, Opset, type) { Training = true };
        return Step(layer, channelsLast: true, tensors =>
        {
            foreach (var (index, tensor) in tensors.Index())
            {
                call.Set(index, tensor, null);
            }

            return Convolutions.Conv(call);
        });
    }

    private static Action Libtorch(Layer layer, ScalarType type, bool channelsLast)
    {
        var window = new ConvolutionWindow
        {
            Strides = [layer.Stride, layer.Stride],
            Padding = [layer.Pad, layer.Pad],
            Dilations = [layer.Dilation, layer.Dilation],
            Groups = layer.Groups,
        };
        return Step(layer, channelsLast, t => TorchConvolutions.Libtorch(t[0].to(type), t[1].to(type), t[2].to(type), window));
    }

    private static Action Step(Layer layer, bool channelsLast, Func<Tensor[], Tensor> convolution)
    {
        var input = randn(Batch, layer.Inputs, layer.Size, layer.Size);
        input = channelsLast ? input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : input;
        Tensor[] tensors =
            [input, randn(layer.Outputs, layer.Inputs / layer.Groups, layer.Kernel, layer.Kernel), randn(layer.Outputs)];
        foreach (var tensor in tensors)
        {
            tensor.requires_grad_();
        }

        Tensor? direction = null;
        return () =>
        {
            using var scope = NewDisposeScope();
            var output = convolution(tensors);
            direction ??= randn_like(output).MoveToOuterDisposeScope();
            output.backward([direction]);
            foreach (var tensor in tensors)
            {
                tensor.grad = null;
            }
        };
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private sealed record Layer(
        string Name, long Inputs, long Outputs, long Kernel, long Size, long Stride = 1, long Groups = 1, long Dilation = 1)
    {
        /// <summary>The padding that keeps the size of a map.</summary>
        public long Pad => Dilation * (Kernel - 1) / 2;
    }
}
