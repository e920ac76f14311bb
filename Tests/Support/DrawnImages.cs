using SkiaSharp;

namespace Transfer.Tests.Support;

/// <summary>Images of two classes that any network can tell apart: reddish and bluish noise.</summary>
internal static class DrawnImages
{
    public static string Folder(TemporaryFolder folder, int perClass, int size = 48, bool split = false)
    {
        foreach (var (label, name) in new[] { "blue", "red" }.Index())
        {
            for (var i = 0; i < perClass; i++)
            {
                var part = !split ? "" : i % 3 == 0 ? "validation" : "train";
                File.WriteAllBytes(folder.File("data", part, name, $"{i:D4}.png"), Png(label, i, size));
            }
        }

        return Path.Combine(folder.Path, "data");
    }

    public static byte[] Png(int label, int index, int size)
    {
        var random = new SeededRandom(label, index);
        using var bitmap = new SKBitmap(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (strong, weak) = ((byte)random.Uniform(120, 255), (byte)random.Uniform(0, 140));
                bitmap.SetPixel(x, y, label == 0 ? new SKColor(weak, 80, strong) : new SKColor(strong, 80, weak));
            }
        }

        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
