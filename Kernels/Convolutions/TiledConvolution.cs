using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Kernels;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3), on the calling thread: 36 products for 16 outputs where a
/// direct one has 144. The tiles of all images lie one after another, in panels.
/// </summary>
internal abstract unsafe class TiledConvolution : IDisposable
{
    /// <param name="padding">Rows and columns of zeros on every side, 0 or 1.</param>
    protected TiledConvolution(int padding, Epilogue epilogue) => (Padding, Epilogue) = (padding, epilogue);

    /// <summary>Whether this processor has the instructions: AVX2 with FMA, or AVX-512.</summary>
    public static bool IsSupported => Fma.IsSupported && Avx2.IsSupported;

    /// <summary>K, the number of output channels.</summary>
    public int Filters => Epilogue.Bias.Length;

    /// <summary>Whether another map is added.</summary>
    public bool HasAddend => Epilogue.HasAddend;

    protected int Padding { get; }

    protected Epilogue Epilogue { get; }

    /// <summary>Creates a convolution for this processor's vectors.</summary>
    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="padding">Rows and columns of zeros on every side, 0 or 1.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="buffers">Memory for intermediate results; must outlive the convolution.</param>
    public static TiledConvolution Create(float[] kernels, int padding, Epilogue epilogue, ScratchBuffers buffers) =>
        Vector512.IsHardwareAccelerated
        ? new TiledConvolution<Vectors512, Vector512<float>>(kernels, padding, epilogue, buffers)
        : new TiledConvolution<Vectors256, Vector256<float>>(kernels, padding, epilogue, buffers);

    /// <summary>The number and the size of the outputs.</summary>
    /// <exception cref="ArgumentException">The maps are smaller than the kernel.</exception>
    public MapBatch Outputs(MapBatch inputs)
    {
        var (height, width) = (inputs.Height + (2 * Padding) - 2, inputs.Width + (2 * Padding) - 2);
        return height > 0 && width > 0
            ? inputs with { Height = height / Epilogue.Pool, Width = width / Epilogue.Pool }
            : throw new ArgumentException(
                $"Received maps of {inputs.Height} x {inputs.Width} pixels, expected 3 x 3 or more with padding. Choose larger images.");
    }

    /// <summary>Computes the convolution.</summary>
    /// <param name="input"><c>[images, C, height, width]</c>.</param>
    /// <param name="addend">The map that is added, shaped as the output; null if none is.</param>
    /// <param name="output">Receives <c>[images, K, output height, output width]</c>.</param>
    /// <param name="maps">The number and the size of the inputs.</param>
    public abstract void Run(float* input, float* addend, float* output, MapBatch maps);

    public abstract void Dispose();
}
