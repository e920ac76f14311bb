using System.Diagnostics;
using System.Runtime.Intrinsics;
using Transfer.Tests.Pipeline;

namespace Transfer.Tests.Models;

/// <summary>What computes with vectors of 512 bits has other code for processors without them, which is tried here by switching them off.</summary>
public sealed class NarrowProcessorTests
{
    private const string Switch = "DOTNET_EnableAVX512";

    [Fact]
    public async Task The_same_holds_without_AVX_512()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no AVX-512, and every other test tries the code for such ones.");
        var cancelled = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(Path.ChangeExtension(typeof(NarrowProcessorTests).Assembly.Location, null))
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "-method", $"{typeof(NarrowProcessorTests).FullName}.{nameof(Vectors_are_narrow_where_they_are_switched_off)}",
                "-method", $"{typeof(TiledConvolutionTests).FullName}.*", "-method", $"{typeof(DenseEngineTests).FullName}.*",
            },
            Environment = { [Switch] = "0" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0, Skipped: 0", StringComparison.Ordinal) && !output.Contains("Total: 1,", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Vectors_are_narrow_where_they_are_switched_off()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Switch) == "0", "Runs within another test.");
        Assert.False(Vector512.IsHardwareAccelerated);
    }
}
