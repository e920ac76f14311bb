using SkiaSharp;

namespace Transfer.Tests.Support;

/// <summary>Plants faults into a copy of a folder of photographs, by a seed, and knows where they are.</summary>
internal sealed class PlantedFaults
{
    private const int Quality = 90;

    private readonly SeededRandom _random;

    /// <summary>Copies a folder of class folders.</summary>
    /// <param name="source">The class folders.</param>
    /// <param name="target">The folder that is made.</param>
    /// <param name="perClass">The most images of each class.</param>
    public PlantedFaults(string source, string target, int perClass = int.MaxValue, long seed = 7)
    {
        (Path, _random) = (target, new SeededRandom(seed));
        foreach (var folder in Directory.GetDirectories(source))
        {
            var own = System.IO.Path.Combine(target, System.IO.Path.GetFileName(folder));
            Directory.CreateDirectory(own);
            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(perClass))
            {
                File.Copy(file, System.IO.Path.Combine(own, System.IO.Path.GetFileName(file)));
            }
        }
    }

    /// <summary>The folder with the faults.</summary>
    public string Path { get; }

    /// <summary>The names of all images, relative to the folder, in ordinal order.</summary>
    public string[] Names => [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>Moves a share of the images into the folder of the other class.</summary>
    /// <returns>Their new names.</returns>
    public HashSet<string> FlipLabels(double share)
    {
        string[] classes = [.. Directory.GetDirectories(Path).Select(f => System.IO.Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        var flipped = new HashSet<string>();
        foreach (var name in Drawn((int)Math.Round(share * Names.Length)))
        {
            var (old, file) = (name.Split('/')[0], name.Split('/')[1]);
            var other = classes[(Array.IndexOf(classes, old) + 1 + _random.Next(classes.Length - 1)) % classes.Length];
            var moved = $"{other}/moved-{file}";
            File.Move(FileOf(name), FileOf(moved));
            flipped.Add(moved);
        }

        return flipped;
    }

    /// <summary>Adds resized, recompressed, cropped and mirrored copies of as many images, in equal parts.</summary>
    /// <returns>The name of each copy with that of its original.</returns>
    public Dictionary<string, string> AddNearDuplicates(int count)
    {
        var copies = new Dictionary<string, string>();
        foreach (var (i, name) in Drawn(count).Index())
        {
            using var image = SKBitmap.Decode(FileOf(name));
            var (width, height) = (image.Width, image.Height);
            var (cutX, cutY) = ((int)Math.Round(0.05 * width), (int)Math.Round(0.05 * height));
            var (left, top) = (_random.Next(cutX + 1), _random.Next(cutY + 1));
            var (kind, bytes) = (i % 4) switch
            {
                0 => ("resized", Draw(image, new SKRect(0, 0, width, height), (int)(0.6 * width), (int)(0.6 * height))),
                1 => ("recompressed", Encode(image, 35)),
                2 => ("cropped", Draw(
                    image, SKRect.Create(left, top, width - cutX, height - cutY), width - cutX, height - cutY)),
                _ => ("mirrored", Draw(image, new SKRect(0, 0, width, height), width, height, mirror: true)),
            };
            var copy = $"{name.Split('/')[0]}/{kind}-{i}.jpg";
            File.WriteAllBytes(FileOf(copy), bytes);
            copies[copy] = name;
        }

        return copies;
    }

    /// <summary>Saves all images of a class at a quality.</summary>
    public void Recompress(string label, int quality) => Change(label, image => Encode(image, quality));

    /// <summary>Lays a white border over all images of a class.</summary>
    public void AddBorder(string label, double share) => Change(label, image =>
    {
        using var canvas = new SKCanvas(image);
        using var paint = new SKPaint { Color = SKColors.White, Style = SKPaintStyle.Stroke };
        paint.StrokeWidth = (float)(2 * share * Math.Min(image.Width, image.Height));
        canvas.DrawRect(new SKRect(0, 0, image.Width, image.Height), paint);
        canvas.Flush();
        return Encode(image, Quality);
    });

    /// <summary>Damages a few images, each in its own way.</summary>
    /// <returns>The kind of each damaged image.</returns>
    public Dictionary<string, string> Damage()
    {
        var kinds = new (string Kind, Func<SKBitmap, byte[]> Draw)[]
        {
            ("dark", image => Filtered(image, Scale(0.12f, 0))),
            ("blown out", image => Filtered(image, Scale(0.12f, 0.9f))),
            ("blurred", image => Filtered(image, null, SKImageFilter.CreateBlur(image.Width / 25f, image.Width / 25f))),
            ("low information", image => Filtered(image, Scale(0.01f, 0.5f))),
            ("tiny", image => Draw(image, new SKRect(0, 0, image.Width, image.Height), 40, 30)),
            ("odd shape", image => Draw(image, new SKRect(0, 0, image.Width, image.Height / 5), image.Width, image.Height / 5)),
            ("unreadable", image => Encode(image, Quality)[..500]),
        };
        var damaged = new Dictionary<string, string>();
        foreach (var (name, (kind, draw)) in Drawn(kinds.Length * 2).Zip(kinds.Concat(kinds)))
        {
            byte[] bytes;
            using (var image = SKBitmap.Decode(FileOf(name)))
            {
                bytes = draw(image);
            }

            File.WriteAllBytes(FileOf(name), bytes);
            damaged[name] = kind;
        }

        return damaged;
    }

    private static SKColorFilter Scale(float factor, float offset) => SKColorFilter.CreateColorMatrix(
        [factor, 0, 0, 0, offset, 0, factor, 0, 0, offset, 0, 0, factor, 0, offset, 0, 0, 0, 1, 0]);

    private static byte[] Filtered(SKBitmap image, SKColorFilter? colours, SKImageFilter? filter = null)
    {
        using var result = new SKBitmap(image.Width, image.Height);
        using var canvas = new SKCanvas(result);
        using var paint = new SKPaint { ColorFilter = colours, ImageFilter = filter };
        canvas.DrawBitmap(image, 0, 0, paint);
        canvas.Flush();
        return Encode(result, Quality);
    }

    private static byte[] Draw(SKBitmap image, SKRect part, int width, int height, bool mirror = false)
    {
        using var result = new SKBitmap(Math.Max(1, width), Math.Max(1, height));
        using var canvas = new SKCanvas(result);
        using var paint = new SKPaint { FilterQuality = SKFilterQuality.High };
        if (mirror)
        {
            canvas.Scale(-1, 1, width / 2f, 0);
        }

        canvas.DrawBitmap(image, part, new SKRect(0, 0, width, height), paint);
        canvas.Flush();
        return Encode(result, Quality);
    }

    private static byte[] Encode(SKBitmap image, int quality)
    {
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    private void Change(string label, Func<SKBitmap, byte[]> change)
    {
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(Path, label)))
        {
            byte[] bytes;
            using (var image = SKBitmap.Decode(file))
            {
                bytes = change(image);
            }

            File.WriteAllBytes(file, bytes);
        }
    }

    private string FileOf(string name) => System.IO.Path.Combine(Path, name);

    private string[] Drawn(int count)
    {
        var names = Names;
        _random.Shuffle(names.AsSpan());
        return names[..count];
    }
}
