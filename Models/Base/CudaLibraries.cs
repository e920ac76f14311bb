using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>
/// What ONNX Runtime 1.31 needs for NVIDIA GPUs, beyond its own package: the driver, CUDA 13 and cuDNN 9. ONNX Runtime itself names a
/// missing library on the error stream alone.
/// </summary>
internal static class CudaLibraries
{
    private static readonly (string Linux, string Windows, string Of)[] Needed =
    [
        ("libcuda.so.1", "nvcuda.dll", "the NVIDIA driver"),
        ("libcudart.so.13", "cudart64_13.dll", "CUDA 13"),
        ("libcublasLt.so.13", "cublasLt64_13.dll", "CUDA 13"),
        ("libcublas.so.13", "cublas64_13.dll", "CUDA 13"),
        ("libcurand.so.10", "curand64_10.dll", "CUDA 13"),
        ("libcudnn.so.9", "cudnn64_9.dll", "cuDNN 9"),
    ];

    /// <summary>Which libraries cannot be loaded, in words; null when all can.</summary>
    public static string? Missing() => Missing(name => NativeLibrary.TryLoad(name, out _));

    internal static string? Missing(Func<string, bool> canLoad)
    {
        var missing = Needed.Where(n => !canLoad(OperatingSystem.IsWindows() ? n.Windows : n.Linux))
            .GroupBy(n => n.Of, n => OperatingSystem.IsWindows() ? n.Windows : n.Linux)
            .Select(g => $"{g.Key} ({string.Join(", ", g)})").ToList();
        return missing.Count == 0 ? null : $"these libraries were not found: {string.Join(", ", missing)}. "
            + "Install what is missing, or add its folder to the library path.";
    }
}
