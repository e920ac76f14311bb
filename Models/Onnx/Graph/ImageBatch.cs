using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Images for ONNX Runtime.</summary>
/// <param name="Values">The pixels, <c>[Count, 3, Size, Size]</c>.</param>
/// <param name="Count">The number of images.</param>
/// <param name="Size">Height and width in pixels.</param>
internal sealed record ImageBatch(float[] Values, int Count, int Size)
{
    private const int CoarseSize = 8;
    private const int Seed = 5;

    /// <summary>Black images, which are enough to measure shapes.</summary>
    public static ImageBatch Black(int count, int size) => new(new float[count * 3 * size * size], count, size);

    /// <summary>Smooth random patterns in [-1, 1] to compare two computations on; the same in each call.</summary>
    public static ImageBatch Patterns(int count, int size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(Seed, CPU);
        var coarse = rand([count, 3, CoarseSize, CoarseSize], generator: generator).Times(2).Minus(1);
        var smooth = nn.functional.interpolate(coarse, [size, size], mode: InterpolationMode.Bilinear, align_corners: false);
        return new ImageBatch(smooth.contiguous().data<float>().ToArray(), count, size);
    }
}
