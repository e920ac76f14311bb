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

    /// <summary>Smooth random patterns to compare two computations on; the same in each call.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="areBytes">Whether they are whole numbers from 0 to 255, and not floats in [-1, 1].</param>
    public static ImageBatch Patterns(int count, int size, bool areBytes = false)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(Seed, CPU);
        var coarse = rand([count, 3, CoarseSize, CoarseSize], generator: generator).Times(2).Minus(1);
        var smooth = nn.functional.interpolate(coarse, [size, size], mode: InterpolationMode.Bilinear, align_corners: false);
        var values = smooth.contiguous().data<float>().ToArray();
        return new ImageBatch(areBytes ? Array.ConvertAll(values, v => MathF.Round((v + 1) * 127.5f)) : values, count, size);
    }

    /// <summary>The values as <c>[Count, Size, Size, 3]</c>.</summary>
    public float[] ChannelsLast()
    {
        var (turned, pixels) = (new float[Values.Length], Size * Size);
        for (var i = 0; i < Values.Length; i++)
        {
            turned[(((i / (3 * pixels) * pixels) + (i % pixels)) * 3) + (i / pixels % 3)] = Values[i];
        }

        return turned;
    }

    /// <summary>Batches of a size; the last image fills the last one.</summary>
    public IEnumerable<ImageBatch> Split(int size)
    {
        var length = 3 * Size * Size;
        return Enumerable.Range(0, Count).Chunk(size).Select(part => new ImageBatch(
            [.. Enumerable.Range(0, size).SelectMany(i => Values.AsSpan(Math.Min(part[0] + i, Count - 1) * length, length).ToArray())],
            size,
            Size));
    }
}
