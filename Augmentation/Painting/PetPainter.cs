using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// Draws images of cats and dogs, so that examples and tests have images without a download. Pose, coat, place, light, size and
/// position have the same distribution for both kinds; only the animal's shape tells them apart.
/// </summary>
public static class PetPainter
{
    private const int LowestSize = 32;
    private const int HighestSize = 2048;

    /// <summary>Draws one image. Every call with the same arguments gives the same bytes on one machine, from any thread.</summary>
    /// <param name="pet">The animal to draw.</param>
    /// <param name="seed">The seed of the whole set of images.</param>
    /// <param name="index">The image's number within its kind, from 0.</param>
    /// <param name="size">Pixels of the longer side, 32 to 2048; the shorter one has 80 to 100 % of them.</param>
    /// <returns>An encoded JPEG file of quality 90.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument lies outside its range.</exception>
    public static byte[] Paint(Pet pet, long seed, int index, int size = 256)
    {
        if (!Enum.IsDefined(pet))
        {
            throw new ArgumentOutOfRangeException(nameof(pet), pet, "The pet must be Cat or Dog.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (size is < LowestSize or > HighestSize)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The size must lie between {LowestSize} and {HighestSize} pixels.");
        }

        var random = new SeededRandom(seed, (long)pet, index);
        var shorter = (int)Math.Round(size * random.Uniform(0.8, 1));
        var (width, height) = random.Chance(0.5) ? (size, shorter) : (shorter, size);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            var easel = new Easel(canvas, random, width, height);
            Background(easel);
            Animal(pet, easel);
            new OcclusionPainter(easel).Paint();
            new Lighting(easel).Apply(bitmap);
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return encoded.ToArray();
    }

    private static void Background(Easel easel)
    {
        var shrink = easel.Between(1.3f, 3.5f);
        var (width, height) = ((int)MathF.Ceiling(easel.Width / shrink), (int)MathF.Ceiling(easel.Height / shrink));
        using var small = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(small))
        {
            new BackgroundPainter(new Easel(canvas, easel.Random, width, height)).Paint();
        }

        using var paint = new SKPaint { FilterQuality = SKFilterQuality.Medium };
        easel.Canvas.DrawBitmap(small, new SKRect(0, 0, easel.Width, easel.Height), paint);
    }

    private static void Animal(Pet pet, Easel easel)
    {
        var traits = new PetTraits(pet, easel);
        var body = new BodyPainter(easel, new FurPainter(easel, new Coat(easel)), traits);
        var extent = body.Extent;
        var fit = MathF.Min(easel.Width / extent.Width, easel.Height / extent.Height);
        var scale = fit * easel.Between(0.72f, 1.12f);
        var mirrored = easel.Random.Chance(0.5);
        var freeX = easel.Width - (extent.Width * scale);
        var freeY = easel.Height - (extent.Height * scale);
        var left = (freeX * 0.5f) + (easel.Between(-0.5f, 0.5f) * (MathF.Abs(freeX) + (0.12f * easel.Width)));
        var top = (freeY * 0.5f) + (easel.Between(-0.35f, 0.5f) * (MathF.Abs(freeY) + (0.1f * easel.Height)));
        var x = mirrored ? left + (extent.Right * scale) : left - (extent.Left * scale);
        var frame = Frame.At(x, top - (extent.Top * scale), scale, mirrored);
        if (traits.Pose != PetPose.Portrait)
        {
            easel.Fill(
                Shapes.Oval(frame, extent.MidX, extent.Bottom - 0.25f, extent.Width * 0.45f, 0.4f), new SKColor(0, 0, 0, 110), scale * 0.15f);
        }

        body.Paint(frame);
    }
}
