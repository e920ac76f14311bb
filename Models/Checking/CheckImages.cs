using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Images to check networks with: smooth random patterns in [-1, 1], the same every time.</summary>
internal static class CheckImages
{
    private const int Coarse = 8;
    private const int Seed = 5;

    public static float[] Make(int count, int size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(Seed, CPU);
        var coarse = (rand([count, 3, Coarse, Coarse], generator: generator) * 2) - 1;
        var smooth = nn.functional.interpolate(coarse, [size, size], mode: InterpolationMode.Bilinear, align_corners: false);
        return smooth.contiguous().data<float>().ToArray();
    }
}
