using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Transfer.Benchmarks;

/// <summary>
/// Small data sets of different kinds, made of photographs of cats and dogs and of handwritten digits: few classes and many, easy and hard,
/// small images and larger ones. A seed draws the training and the validation images; the test images, which no others come from, are
/// the same for every seed.
/// </summary>
internal static class SmallSets
{
    private const int FewClasses = 2;
    private const int Small = 64;
    private const int Medium = 128;
    private const int Crops = 20;
    private const int TestSeed = 1_000_003;

    private static readonly string[] Turns = ["up", "right", "down", "left"];

    /// <summary>The sets by name; each writes its folder.</summary>
    public static IReadOnlyDictionary<string, Action<SmallSetPlan>> All { get; } = new Dictionary<string, Action<SmallSetPlan>>
    {
        ["pets"] = plan => Pets(plan, null),
        ["pets of 64 px"] = plan => Pets(plan, Small),
        ["turned photographs"] = Turned,
        ["pieces of photographs"] = Pieces,
        ["painted flowers"] = Flowers,
        ["digits"] = Digits,
    };

    /// <summary>As many as in the ants and bees of PyTorch's tutorial.</summary>
    private static void Pets(SmallSetPlan plan, int? size)
    {
        foreach (var (split, count) in new[] { ("train", 244), ("validation", 80), ("test", 1000) })
        {
            foreach (var (i, photo) in plan.Photos(split, count).Index())
            {
                var name = Path.GetFileName(Path.GetDirectoryName(photo))!;
                if (size is not { } side)
                {
                    File.CreateSymbolicLink(plan.File(split, name, i), photo);
                    continue;
                }

                using var image = SKBitmap.Decode(photo);
                plan.Write(split, name, i, Drawn(image, SKRect.Create(image.Width, image.Height), side, 0));
            }
        }
    }

    /// <summary>Which way up is it? Nothing of what a base was trained for, but in its features.</summary>
    private static void Turned(SmallSetPlan plan)
    {
        foreach (var (split, count) in new[] { ("train", 320), ("validation", 120), ("test", 1000) })
        {
            foreach (var (i, photo) in plan.Photos(split, count).Index())
            {
                using var image = SKBitmap.Decode(photo);
                var turn = i / FewClasses % Turns.Length;
                plan.Write(split, Turns[turn], i, Drawn(image, SKRect.Create(image.Width, image.Height), Medium, 90 * turn));
            }
        }
    }

    /// <summary>Which of twenty photographs is a piece of?</summary>
    private static void Pieces(SmallSetPlan plan)
    {
        foreach (var (split, count) in new[] { ("train", 10), ("validation", 5), ("test", 50) })
        {
            var random = new SeededRandom(split == "test" ? TestSeed : plan.Seed, split.Length);
            foreach (var (c, photo) in plan.Photos("test", Crops).Index())
            {
                using var image = SKBitmap.Decode(photo);
                for (var i = 0; i < count; i++)
                {
                    var side = (float)(random.Uniform(0.25, 0.6) * Math.Min(image.Width, image.Height));
                    var (x, y) = ((float)random.Uniform(0, image.Width - side), (float)random.Uniform(0, image.Height - side));
                    plan.Write(split, $"photograph {c:D2}", i, Drawn(image, SKRect.Create(x, y, side, side), Medium, 0));
                }
            }
        }
    }

    private static void Flowers(SmallSetPlan plan)
    {
        foreach (var (split, count) in new[] { ("train", 60), ("validation", 30), ("test", 200) })
        {
            foreach (var (kind, c) in FlowerData.Names.Select((kind, c) => (kind, c)))
            {
                var random = new SeededRandom(split == "test" ? TestSeed : plan.Seed, split.Length, c);
                foreach (var (i, photo) in plan.Photos(split, count).Index())
                {
                    using var painted = FlowerData.Paint(c, photo, random);
                    using var image = SKBitmap.FromImage(painted);
                    plan.Write(split, kind, i, Drawn(image, SKRect.Create(image.Width, image.Height), Medium, 0));
                }
            }
        }
    }

    private static void Digits(SmallSetPlan plan)
    {
        const int side = 28;
        var (pixels, labels) = (Idx("images-idx3", 16), Idx("labels-idx1", 8));
        var order = Enumerable.Range(0, labels.Length).ToArray();
        new SeededRandom(TestSeed).Shuffle(order.AsSpan());
        var others = order[1000..];
        new SeededRandom(plan.Seed).Shuffle(others.AsSpan());
        foreach (var (split, chosen) in new[] { ("train", others[..200]), ("validation", others[200..300]), ("test", order[..1000]) })
        {
            foreach (var i in chosen)
            {
                using var image = new SKBitmap(new SKImageInfo(side, side, SKColorType.Gray8, SKAlphaType.Opaque));
                Marshal.Copy(pixels, i * side * side, image.GetPixels(), side * side);
                plan.Write(split, labels[i].ToString(CultureInfo.InvariantCulture), i, SKImage.FromBitmap(image));
            }
        }

        byte[] Idx(string name, int header)
        {
            var path = Path.Combine(plan.Data, "mnist", $"t10k-{name}-ubyte.gz");
            using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray()[header..];
        }
    }

    /// <summary>A part of an image, scaled to a square and turned about its centre.</summary>
    public static SKImage Drawn(SKBitmap image, SKRect part, int side, float degrees)
    {
        using var surface = SKSurface.Create(new SKImageInfo(side, side));
        using var paint = new SKPaint { IsAntialias = true, FilterQuality = SKFilterQuality.Medium };
        surface.Canvas.RotateDegrees(degrees, side / 2f, side / 2f);
        surface.Canvas.DrawBitmap(image, part, SKRect.Create(side, side), paint);
        return surface.Snapshot();
    }
}
