using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Transfer.Benchmarks;

/// <summary>
/// Counts the float32 convolutions of libtorch that are wrong on this machine: random ones, forward and both gradients, with both orders of
/// strides, against a matrix product in float64. Settings of oneDNN are read from the environment, such as <c>ONEDNN_MAX_CPU_ISA</c>.
/// </summary>
internal static class ConvolutionBenchmark
{
    // Relative to the largest value: float32 sums of a few thousand products.
    private const double Tolerance = 1e-4;

    private static readonly string[] Variables =
        ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY", "OMP_NUM_THREADS", "TRANSFER_ALLOCATOR"];

    public static int Run(string[] args)
    {
        // Prepares the process for libtorch.
        RuntimeHelpers.RunModuleConstructor(typeof(TrainableGraph).Module.ModuleHandle);
        var (count, seed) = (BenchmarkArguments.Number(args, "--count", 300), BenchmarkArguments.Number(args, "--seed", 1));
        set_num_threads(BenchmarkArguments.Number(args, "--threads", get_num_threads()));
        PrintSettings();
        var random = new SeededRandom(seed);
        var wrong = new Dictionary<(Kind Kind, bool ChannelsLast), (int Count, int Of, string First)>();
        for (var i = 0; i < count; i++)
        {
            var shape = Shape.Draw(random);
            foreach (var channelsLast in (bool[])[false, true])
            {
                var fault = Fault(shape, channelsLast, random.NextUInt64());
                var (sum, of, first) = wrong.GetValueOrDefault((shape.Kind, channelsLast), (0, 0, ""));
                first = first.Length > 0 || fault is null ? first : $"{fault}: {shape}";
                wrong[(shape.Kind, channelsLast)] = (sum + (fault is null ? 0 : 1), of + 1, first);
            }
        }

        Console.WriteLine("| convolutions | strides | wrong | of | the first |\n| --- | --- | --- | --- | --- |");
        foreach (var ((kind, channelsLast), (sum, of, first)) in wrong.OrderBy(w => w.Key))
        {
            Console.WriteLine($"| {kind} | {(channelsLast ? "channels last" : "channels first")} | {sum} | {of} | {first} |");
        }

        return 0;
    }

    private static void PrintSettings()
    {
        var sets = $"AVX2 {Avx2.IsSupported}, AVX-512 {Avx512F.IsSupported}";
        Console.WriteLine($"{MachineReport.ProcessorName()}; {sets}; {get_num_threads()} threads of libtorch");
        Console.WriteLine(string.Join(", ", Variables.Select(v => $"{v}={Environment.GetEnvironmentVariable(v) ?? "-"}")));
    }

    /// <summary>What is wrong first: the output or a gradient; null when nothing is.</summary>
    private static string? Fault(Shape shape, bool channelsLast, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed >> 1);
        var (x, w) = (randn(shape.Input, generator: generator), randn(shape.Weight, generator: generator));
        if (channelsLast)
        {
            x = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        }

        var (input, weight) = (x.requires_grad_(), w.requires_grad_());
        long[] stride = [shape.Stride, shape.Stride], pad = [shape.Pad, shape.Pad], dilation = [shape.Dilation, shape.Dilation];
        var output = nn.functional.conv2d(input, weight, null, stride, pad, dilation, shape.Groups);
        var direction = randn(output.shape, generator: generator);
        (output * direction).sum().backward();

        var (exactInput, exactWeight) = (x.detach().to(ScalarType.Float64), w.detach().to(ScalarType.Float64));
        (exactInput, exactWeight) = (exactInput.requires_grad_(), exactWeight.requires_grad_());
        var exact = Exact(exactInput, exactWeight, shape, output.shape);
        (exact * direction.to(ScalarType.Float64)).sum().backward();
        return IsOff(output, exact) ? "output"
            : IsOff(input.grad!, exactInput.grad!) ? "gradient of the input"
            : IsOff(weight.grad!, exactWeight.grad!) ? "gradient of the weights"
            : null;
    }

    private static Tensor Exact(Tensor input, Tensor weight, Shape shape, long[] output)
    {
        var columns = nn.functional.unfold(input, shape.Kernel, shape.Dilation, shape.Pad, shape.Stride);
        var grouped = columns.reshape(output[0], shape.Groups, -1, columns.shape[2]);
        return weight.reshape(shape.Groups, weight.shape[0] / shape.Groups, -1).matmul(grouped).reshape(output);
    }

    private static bool IsOff(Tensor actual, Tensor exact) =>
        !((actual.to(ScalarType.Float64) - exact).abs().max().item<double>() <= Tolerance * exact.abs().max().item<double>());

    private enum Kind
    {
        Pointwise,
        Full,
        Dilated,
        Grouped,
        Depthwise,
    }

    private sealed record Shape(Kind Kind, long[] Input, long[] Weight, long Stride, long Pad, long Dilation, long Groups)
    {
        public long Kernel => Weight[2];

        public static Shape Draw(SeededRandom random)
        {
            var kind = (Kind)random.Next(5);
            var kernel = kind == Kind.Pointwise ? 1 : 2 + random.Next(4);
            var dilation = kind == Kind.Dilated ? 2 + random.Next(2) : 1;
            var groups = kind switch { Kind.Grouped => 2 + random.Next(4), Kind.Depthwise => 1 + random.Next(300), _ => 1 };
            var (ins, outs) = kind == Kind.Depthwise ? (groups, groups) : (groups * Channels(), groups * Channels());
            var size = ((kernel - 1) * dilation) + 1 + random.Next(24);
            return new Shape(kind, [1 + random.Next(4), ins, size, size + random.Next(3)], [outs, ins / groups, kernel, kernel],
                1 + random.Next(2), random.Next(kernel), dilation, groups);

            // Few, many, and multiples of 16.
            int Channels() => random.Next(3) switch
            {
                0 => 1 + random.Next(20),
                1 => 16 * (1 + random.Next(16)),
                _ => 1 + random.Next(500 / groups),
            };
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{string.Join('x', Input)} by {string.Join('x', Weight)}, stride {Stride}, pad {Pad}, dilation {Dilation}, groups {Groups}");
    }
}
