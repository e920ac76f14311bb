using System.Diagnostics;
using System.Runtime.Intrinsics;
using Transfer.Tests.Pipeline;

namespace Transfer.Tests.Kernels;

/// <summary>Tests the code for processors without vectors of 512 bits by switching these off in another process.</summary>
public sealed class NarrowProcessorTests
{
    private const string Switch = "DOTNET_EnableAVX512";

    [Fact]
    public async Task The_same_holds_without_AVX_512()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no AVX-512; the other tests test its code.");
        var cancelled = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(Path.ChangeExtension(typeof(NarrowProcessorTests).Assembly.Location, null))
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "-method", $"{typeof(NarrowProcessorTests).FullName}.{nameof(Vectors_are_narrow_where_they_are_switched_off)}",
                "-method", $"{typeof(TiledConvolutionTests).FullName}.*", "-method", $"{typeof(DenseEngineTests).FullName}.*",
                "-method", $"{typeof(HiddenLayerTests).FullName}.*", "-method", $"{typeof(WeightUpdateTests).FullName}.*",
            },
            Environment = { [Switch] = "0" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0, Skipped: 0", StringComparison.Ordinal), output);
        Assert.DoesNotContain("Total: 1,", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_are_narrow_where_they_are_switched_off()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Switch) == "0", "Runs within another test.");
        Assert.False(Vector512.IsHardwareAccelerated);
    }
}
