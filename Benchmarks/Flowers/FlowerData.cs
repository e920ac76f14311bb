using SkiaSharp;

namespace Transfer.Benchmarks;

/// <summary>
/// Paints flowers of five kinds on pieces of photographs: the kinds differ in number and shape of their petals, in which no classes of
/// ImageNet do, so that a frozen base tells them apart badly and a fine-tuned one well.
/// </summary>
internal static class FlowerData
{
    private const int Size = 224;

    private static readonly (string Name, int Petals, double Width, bool IsPointed)[] Kinds =
    [
        ("four", 4, 0.40, false), ("five", 5, 0.33, false), ("five-narrow", 5, 0.17, false), ("eight", 8, 0.20, false),
        ("eight-pointed", 8, 0.22, true),
    ];

    /// <summary>The names of the kinds.</summary>
    public static IEnumerable<string> Names => Kinds.Select(kind => kind.Name);

    public static int Run(string[] args)
    {
        if (BenchmarkArguments.Text(args, "--photos") is not { } photos || BenchmarkArguments.Text(args, "--out") is not { } folder)
        {
            Console.Error.WriteLine("Expected flowers --photos FOLDER --out FOLDER: a folder of photographs, and where to paint.");
            return 1;
        }

        var files = Directory.GetFiles(photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        foreach (var (split, count) in new[] { ("train", 100), ("validation", 60) })
        {
            foreach (var (kind, i) in Kinds.SelectMany(kind => Enumerable.Range(0, count).Select(i => (kind, i))))
            {
                var random = new SeededRandom(7, Array.IndexOf(Kinds, kind), split.Length, i);
                Directory.CreateDirectory(Path.Combine(folder, split, kind.Name));
                using var image = Paint(Array.IndexOf(Kinds, kind), files[random.Next(files.Length)], random);
                using var data = image.Encode(SKEncodedImageFormat.Jpeg, 90);
                File.WriteAllBytes(Path.Combine(folder, split, kind.Name, $"{i:D3}.jpg"), data.ToArray());
            }
        }

        return 0;
    }

    /// <summary>Paints flowers of one kind on a piece of a photograph; the result has 224 px.</summary>
    public static SKImage Paint(int index, string photo, SeededRandom random)
    {
        var kind = Kinds[index];
        using var surface = SKSurface.Create(new SKImageInfo(Size, Size));
        using var background = SKBitmap.Decode(photo);
        var side = (int)random.Uniform(40, Math.Min(background.Width, background.Height));
        var (x, y) = (random.Next(background.Width - side + 1), random.Next(background.Height - side + 1));
        using var paint = new SKPaint { IsAntialias = true, FilterQuality = SKFilterQuality.Medium };
        surface.Canvas.DrawBitmap(background, SKRect.Create(x, y, side, side), SKRect.Create(0, 0, Size, Size), paint);
        for (var flowers = random.Next(3) == 0 ? 2 : 1; flowers > 0; flowers--)
        {
            PaintFlower(surface.Canvas, paint, (kind.Petals, kind.Width, kind.IsPointed), random);
        }

        return surface.Snapshot();
    }

    private static void PaintFlower(SKCanvas canvas, SKPaint paint, (int Count, double Width, bool IsPointed) petals, SeededRandom random)
    {
        var radius = random.Uniform(28, 80);
        var color = (Red: random.Next(196), Green: random.Next(196), Blue: random.Next(196));
        canvas.Save();
        canvas.Translate((float)random.Uniform(60, 164), (float)random.Uniform(60, 164));
        canvas.RotateDegrees((float)random.Uniform(0, 180));
        canvas.Scale(1, (float)random.Uniform(0.6, 1));
        var turn = random.Uniform(0, 360);
        for (var petal = 0; petal < petals.Count; petal++)
        {
            canvas.Save();
            canvas.RotateDegrees((float)(turn + (360.0 * petal / petals.Count) + random.Uniform(-4, 4)));
            using var path = Petal(
                (float)(radius * random.Uniform(0.9, 1.06)), (float)(radius * petals.Width * random.Uniform(0.85, 1.15)), petals.IsPointed);
            paint.Style = SKPaintStyle.Fill;
            paint.Color = new SKColor(Shade(color.Red), Shade(color.Green), Shade(color.Blue));
            canvas.DrawPath(path, paint);
            paint.Style = SKPaintStyle.Stroke;
            paint.Color = new SKColor((byte)(color.Red * 0.8), (byte)(color.Green * 0.8), (byte)(color.Blue * 0.8));
            canvas.DrawPath(path, paint);
            canvas.Restore();
        }

        paint.Style = SKPaintStyle.Fill;
        paint.Color = new SKColor((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        canvas.DrawCircle(0, 0, (float)(radius * random.Uniform(0.12, 0.2)), paint);
        canvas.Restore();

        byte Shade(int value) => (byte)Math.Min(255, 60 + Math.Max(0, value + random.Next(41) - 20));
    }

    private static SKPath Petal(float length, float width, bool isPointed)
    {
        var path = new SKPath();
        path.MoveTo(0, 0);
        if (isPointed)
        {
            path.LineTo(length / 2, width);
            path.LineTo(length, 0);
            path.LineTo(length / 2, -width);
        }
        else
        {
            path.CubicTo(length * 0.3f, width * 1.3f, length, width * 1.3f, length, 0);
            path.CubicTo(length, -width * 1.3f, length * 0.3f, -width * 1.3f, 0, 0);
        }

        path.Close();
        return path;
    }
}
