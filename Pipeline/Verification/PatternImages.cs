namespace Transfer.Pipeline;

/// <summary>
/// Draws the images of the golden vectors: they belong to nobody, show nothing, and differ in colours, edges and texture.
/// </summary>
internal static class PatternImages
{
    /// <summary>The number of images.</summary>
    public const int Count = 8;

    /// <summary>Their height and width in pixels.</summary>
    public const int Size = 64;

    private const int Seed = 8;

    /// <summary>RGB bytes, <c>[Count, Size, Size, 3]</c>.</summary>
    public static byte[] Draw()
    {
        var (random, pixels) = (new SeededRandom(Seed), new byte[Count * Size * Size * 3]);
        for (var image = 0; image < Count; image++)
        {
            var (from, to, disc) = (Colour(random), Colour(random), Colour(random));
            var (x, y, radius) = (random.Next(Size), random.Next(Size), (Size / 8) + random.Next(Size / 3));
            // Stripes from fine to broad.
            var period = 2 << (image % 4);
            var at = image * Size * Size * 3;
            for (var row = 0; row < Size; row++)
            {
                for (var column = 0; column < Size; column++)
                {
                    var isDisc = ((row - y) * (row - y)) + ((column - x) * (column - x)) < radius * radius;
                    var isStripe = (row + (image * column)) / period % 2 == 0;
                    for (var channel = 0; channel < 3; channel++, at++)
                    {
                        var ground = ((from[channel] * (Size - 1 - column)) + (to[channel] * column)) / (Size - 1);
                        pixels[at] = (byte)(isDisc ? disc[channel] : isStripe ? ground : ground / 2);
                    }
                }
            }
        }

        return pixels;
    }

    private static int[] Colour(SeededRandom random) => [random.Next(256), random.Next(256), random.Next(256)];
}
