using SkiaSharp;

namespace Transfer.Benchmarks;

/// <summary>The images of the benchmark: the given photographs, and some of the size that cameras write.</summary>
internal static class BenchmarkPhotos
{
    private static readonly Lazy<string[]> All = new(() =>
        [.. Directory.EnumerateFiles(BenchmarkNetwork.Shared("data", "cats-vs-dogs"), "*.jpg", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)]);

    public static IReadOnlyList<string> Files => All.Value;

    /// <summary>A folder with copies of the first images. Where there are fewer, further copies differ in their last bytes.</summary>
    public static string Link(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < count; i++)
        {
            var path = Path.Combine(folder, $"{i:D5}.jpg");
            File.Copy(Files[i % Files.Count], path);
            if (i >= Files.Count)
            {
                MakeUnique(path, i);
            }
        }

        return folder;
    }

    /// <summary>A folder of noisy images of 12 megapixels, each some 2.5 MB, which differ in their last bytes.</summary>
    public static string Draw(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        using var bitmap = new SKBitmap(4000, 3000);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { Shader = SKShader.CreatePerlinNoiseFractalNoise(0.02f, 0.02f, 4, 1) };
        canvas.DrawPaint(paint);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 92);
        for (var i = 0; i < count; i++)
        {
            var path = Path.Combine(folder, $"{i:D5}.jpg");
            using (var file = File.Create(path))
            {
                data.SaveTo(file);
            }

            MakeUnique(path, i);
        }

        return folder;
    }

    /// <summary>Decoders stop at the end of the image and do not look at what follows.</summary>
    private static void MakeUnique(string path, int number) => File.AppendAllBytes(path, BitConverter.GetBytes(number));
}
