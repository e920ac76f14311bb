using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Transfer.Pipeline;

/// <summary>What this installation and this machine have, in lines for a report of a fault.</summary>
internal sealed class MachineReport
{
    private readonly List<MachineFact> _facts = [];

    /// <summary>Looks at everything, and loads the native libraries.</summary>
    public static IReadOnlyList<MachineFact> Look()
    {
        var report = new MachineReport();
        report.Add("Transfer", () => Version(typeof(MachineReport)));
        report.Add(".NET", () => $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, "
            + RuntimeInformation.OSDescription);
        report.Add("Processor", () => $"{ProcessorName()}, {Environment.ProcessorCount} cores, {Instructions()}");
        report.Add("Device", () => Device.Resolve("auto").Describe("auto")["Device: ".Length..]);
        report.Add("ONNX Runtime", () => $"{ConvBase.RuntimeVersion}, {PathOf("onnxruntime")}");
        report.Add("TorchSharp", () =>
        {
            torch.zeros(1).Dispose();
            return $"{Version(typeof(torch))}, {PathOf("libtorch_cpu", "torch_cpu")}, {PathOf("LibTorchSharp")}";
        });
        report.Add("Convolutions", () => TorchConvolutions.Default.Fault(torch.ScalarType.Float32) is { } fault
            ? $"libtorch gives {fault}; other forms are used, which are right in the self-test"
            : "libtorch's are right in the self-test, with their gradients");
        report.Add("Images", () => ImagingLibrary.FormatVersion(Imaging.Skia));
        report.Add("Backbone", () => $"{Backbone.Load().Record.Name}, {BackboneRegistry.BundledFolder}");
        report.Add("Cache", () =>
        {
            var cache = CacheStatistics.Read(null);
            return $"{cache.Folder}, {cache.Rows:N0} rows in {cache.Shards:N0} shards, {ByteText.Of(cache.Bytes)}";
        });
        return report._facts;
    }

    private void Add(string name, Func<string> value)
    {
        try
        {
            _facts.Add(new MachineFact(name, value()));
        }
        catch (Exception exception)
        {
            // What is broken is what the report is for.
            var cause = exception is TypeInitializationException { InnerException: { } inner } ? inner : exception;
            _facts.Add(new MachineFact(name, cause.Message.Split('\n')[0].Trim(), IsFault: true));
        }
    }

    private static string Version(Type type) => FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion ?? "unknown";

    private static string PathOf(params string[] names)
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Select(m => m.FileName)
            .FirstOrDefault(f => names.Any(n => Path.GetFileName(f).Contains(n, StringComparison.Ordinal)
                && !f.EndsWith(n + ".dll", StringComparison.Ordinal))) ?? $"{names[0]} not loaded";
    }

    /// <summary>The name of the processor, as the operating system has it.</summary>
    internal static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString()
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Instructions()
    {
        (string Name, bool IsThere)[] sets =
            [("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512", Avx512F.IsSupported)];
        var there = sets.Where(s => s.IsThere).Select(s => s.Name).ToList();
        return there.Count == 0 ? "no vector instructions that Transfer uses" : $"with {string.Join(", ", there)}";
    }
}
