using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>A page of images with captions, as a PNG file.</summary>
internal sealed class SheetCanvas : IDisposable
{
    public const int Margin = 20;
    public const int Gap = 14;

    /// <summary>The height of a line of a caption.</summary>
    public const int LineHeight = (BitmapFont.Height * Dot) + 4;

    /// <summary>The height of the title and what follows it.</summary>
    public const int TitleHeight = (BitmapFont.Height * TitleDot) + 10;

    private const int Dot = 2;
    private const int TitleDot = 3;

    private readonly SKSurface _surface;
    private readonly SKPaint _paint = new();
    private readonly int _width;

    /// <exception cref="IOException">The page would be too large to be one image, or there is not enough memory.</exception>
    public SheetCanvas(int width, long height)
    {
        var info = new SKImageInfo(width, (int)Math.Min(height, int.MaxValue), SKColorType.Rgba8888, SKAlphaType.Opaque);
        _surface = info.BytesSize64 <= Array.MaxLength && SKSurface.Create(info) is { } surface
            ? surface
            : throw new IOException($"A sheet of {width} x {height} pixels is too large; choose fewer or smaller images.");
        _surface.Canvas.Clear(new SKColor(0xFA, 0xFA, 0xF8));
        _width = width;
    }

    public static SKColor Ink { get; } = new(0x26, 0x2A, 0x30);

    public static SKColor Line { get; } = new(0xC4, 0xC6, 0xC8);

    public SKCanvas Skia => _surface.Canvas;

    /// <summary>The number of letters of a caption that a width holds.</summary>
    public static int Letters(int width) => BitmapFont.Letters(width, Dot);

    /// <summary>The width of a line of a caption, in pixels.</summary>
    public static int Measure(string line) => BitmapFont.Measure(line, Dot);

    /// <summary>Draws the title in the upper left corner, cut with an ellipsis when the page is too narrow.</summary>
    public void DrawTitle(string title) =>
        DrawText(BitmapFont.Cut(title, BitmapFont.Letters(_width - (2 * Margin), TitleDot)), Margin, Margin, TitleDot, Ink);

    /// <summary>Draws a line of a caption with its upper left corner at (x, y).</summary>
    public void DrawLine(string text, int x, int y, SKColor colour) => DrawText(text, x, y, Dot, colour);

    public void FillRectangle(SKRectI area, SKColor colour)
    {
        _paint.Color = colour;
        Skia.DrawRect(area, _paint);
    }

    /// <summary>Draws a square image of opaque RGBA pixels.</summary>
    public void DrawImage(byte[] rgba, int size, int left, int top)
    {
        using var image = SKImage.FromPixelCopy(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
        Skia.DrawImage(image, left, top);
    }

    /// <summary>The RGBA pixels of three planes.</summary>
    /// <param name="values"><c>[3, size, size]</c>, RGB less the mean, from 0 to 255 with it.</param>
    public static byte[] Pixels(float[] values, ChannelValues mean = default)
    {
        float[] added = [mean.First, mean.Second, mean.Third];
        var plane = values.Length / 3;
        var rgba = new byte[plane * 4];
        for (var index = 0; index < rgba.Length; index++)
        {
            var channel = index % 4;
            var value = channel == 3 ? 255 : values[(channel * plane) + (index / 4)] + added[channel];
            rgba[index] = (byte)Math.Clamp(MathF.Round(value), 0, 255);
        }

        return rgba;
    }

    /// <summary>Writes the PNG file; what it held is replaced.</summary>
    public void Save(string path)
    {
        using var image = _surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        png.SaveTo(file);
    }

    public void Dispose()
    {
        _paint.Dispose();
        _surface.Dispose();
    }

    private void DrawText(string text, int x, int y, int dot, SKColor colour)
    {
        foreach (var (column, row) in BitmapFont.Dots(text))
        {
            FillRectangle(SKRectI.Create(x + (column * dot), y + (row * dot), dot, dot), colour);
        }
    }
}
