using SkiaSharp;

namespace Transfer.Demo;

/// <summary>
/// Draws images of cats and dogs, so that examples and tests have images without a download. Pose, coat, place, light, size and
/// position have the same distribution for both kinds; only the animal's shape tells them apart.
/// </summary>
internal static class PetPainter
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
        using (var skia = new SKCanvas(bitmap))
        {
            var canvas = new Canvas(skia, random, width, height);
            Background(canvas);
            Animal(pet, canvas);
            new ForegroundPainter(canvas).Paint();
            CameraEffects.Apply(canvas, bitmap);
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return encoded.ToArray();
    }

    private static void Background(Canvas canvas)
    {
        var shrink = canvas.Between(1.3f, 3.5f);
        var (width, height) = ((int)MathF.Ceiling(canvas.Width / shrink), (int)MathF.Ceiling(canvas.Height / shrink));
        using var small = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var skia = new SKCanvas(small))
        {
            new BackgroundPainter(new Canvas(skia, canvas.Random, width, height)).Paint();
        }

        using var paint = new SKPaint { FilterQuality = SKFilterQuality.Medium };
        canvas.Skia.DrawBitmap(small, new SKRect(0, 0, canvas.Width, canvas.Height), paint);
    }

    private static void Animal(Pet pet, Canvas canvas)
    {
        var traits = new PetTraits(pet, canvas);
        var body = new BodyPainter(canvas, new FurPainter(canvas, new Coat(canvas)), traits);
        var extent = body.Extent;
        var fit = MathF.Min(canvas.Width / extent.Width, canvas.Height / extent.Height);
        var scale = fit * canvas.Between(0.72f, 1.12f);
        var mirrored = canvas.Random.Chance(0.5);
        var freeX = canvas.Width - (extent.Width * scale);
        var freeY = canvas.Height - (extent.Height * scale);
        var left = (freeX * 0.5f) + (canvas.Between(-0.5f, 0.5f) * (MathF.Abs(freeX) + (0.12f * canvas.Width)));
        var top = (freeY * 0.5f) + (canvas.Between(-0.35f, 0.5f) * (MathF.Abs(freeY) + (0.1f * canvas.Height)));
        var x = mirrored ? left + (extent.Right * scale) : left - (extent.Left * scale);
        var frame = Frame.At(x, top - (extent.Top * scale), scale, mirrored);
        if (traits.Pose != PetPose.Portrait)
        {
            var shadow = Shapes.Oval(frame, extent.MidX, extent.Bottom - 0.25f, extent.Width * 0.45f, 0.4f);
            canvas.Fill(shadow, new SKColor(0, 0, 0, 110), scale * 0.15f);
        }

        body.Paint(frame);
    }
}
