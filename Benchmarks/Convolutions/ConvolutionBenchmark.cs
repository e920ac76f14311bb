using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Transfer.Benchmarks;

/// <summary>
/// Counts the float32 convolutions of libtorch that are wrong on this machine: random ones, forward and both gradients, with both orders of
/// strides, against plain arithmetic. Settings of oneDNN are read from the environment, such as <c>ONEDNN_MAX_CPU_ISA</c>.
/// </summary>
internal static class ConvolutionBenchmark
{
    private static readonly string[] Variables =
        ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY", "OMP_NUM_THREADS", "TRANSFER_ALLOCATOR"];

    public static int Run(string[] args)
    {
        // Prepares the process for libtorch.
        RuntimeHelpers.RunModuleConstructor(typeof(TrainableGraph).Module.ModuleHandle);
        var (count, seed) = (BenchmarkArguments.Number(args, "--count", 300), BenchmarkArguments.Number(args, "--seed", 1));
        set_num_threads(BenchmarkArguments.Number(args, "--threads", get_num_threads()));
        PrintSettings();
        var first = ProcessorTime(() => ConvolutionCheck.Fault(
            TorchConvolutions.Libtorch, ConvolutionSelfTest.Shapes[0], ScalarType.Float32));
        var fault = "";
        var times = Enumerable.Range(0, 2).Select(_ => ProcessorTime(
            () => fault = ConvolutionSelfTest.Fault(TorchConvolutions.Libtorch, ScalarType.Float32) ?? "right")).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The self-test: {fault}. Processor time: {first:F0} ms for one convolution, which prepares libtorch, then {times[0]:F0} ms "
            + $"for all, and {times[1]:F0} ms when it runs again."));
        var random = new SeededRandom(seed);
        var wrong = new Dictionary<(string Kind, bool ChannelsLast), (int Count, int Of, string Example)>();
        for (var i = 0; i < count; i++)
        {
            var drawn = DrawnConvolution.Draw(random);
            foreach (var channelsLast in (bool[])[false, true])
            {
                var wrongResult = ConvolutionCheck.Fault(TorchConvolutions.Libtorch, drawn.Shape, ScalarType.Float32, channelsLast);
                var (sum, of, example) = wrong.GetValueOrDefault((drawn.Kind, channelsLast), (0, 0, ""));
                example = example.Length > 0 || wrongResult is null ? example : $"{wrongResult}: {drawn.Shape}";
                wrong[(drawn.Kind, channelsLast)] = (sum + (wrongResult is null ? 0 : 1), of + 1, example);
            }
        }

        Console.WriteLine("| convolutions | strides | wrong | of | the first |\n| --- | --- | --- | --- | --- |");
        foreach (var ((kind, channelsLast), (sum, of, example)) in wrong.OrderBy(w => w.Key))
        {
            Console.WriteLine($"| {kind} | {(channelsLast ? "channels last" : "channels first")} | {sum} | {of} | {example} |");
        }

        return 0;
    }

    /// <summary>Milliseconds, of all threads.</summary>
    private static double ProcessorTime(Action run)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        run();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static void PrintSettings()
    {
        var sets = $"AVX2 {Avx2.IsSupported}, AVX-512 {Avx512F.IsSupported}";
        Console.WriteLine($"{MachineReport.ProcessorName()}; {sets}; {get_num_threads()} threads of libtorch");
        Console.WriteLine(string.Join(", ", Variables.Select(v => $"{v}={Environment.GetEnvironmentVariable(v) ?? "-"}")));
    }
}
