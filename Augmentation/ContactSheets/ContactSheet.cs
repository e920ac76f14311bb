using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Many images on one page, each with a caption and a coloured frame, to look at what a network got right and wrong.</summary>
public static class ContactSheet
{
    private const int Margin = 20;
    private const int Gap = 14;
    private const int Frame = 4;
    private const int Dot = 2;
    private const int TitleDot = 3;
    private const int LineHeight = (BitmapFont.Height * Dot) + 4;
    private const int CaptionLines = 2;
    private const int TitleHeight = (BitmapFont.Height * TitleDot) + 18;

    private static readonly SKColor Paper = new(0xFA, 0xFA, 0xF8);
    private static readonly SKColor Ink = new(0x26, 0x2A, 0x30);
    private static readonly SKColor Hole = new(0xE6, 0xE6, 0xE4);
    private static readonly SKColor Line = new(0xC4, 0xC6, 0xC8);
    private static readonly Preprocessing Plain = new() { Resize = ResizeMode.Crop };

    /// <summary>Writes a PNG file with a title and a grid of images.</summary>
    /// <param name="path">The file; its folder must be there. What it held is replaced.</param>
    /// <param name="title">One line; cut with an ellipsis when the sheet is too narrow.</param>
    /// <param name="images">In the order of reading. One that cannot be read leaves an empty, crossed cell.</param>
    /// <param name="options">The measures; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="IOException">The file cannot be written, or the sheet is too large to be one image.</exception>
    public static void Save(string path, string title, IReadOnlyList<ContactSheetImage> images, ContactSheetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new ContactSheetOptions();
        var faults = options.Validate().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        var cell = options.ThumbnailSize + (2 * Frame);
        var columns = Math.Min(options.Columns, Math.Max(4, images.Count));
        var rows = (images.Count + columns - 1) / columns;
        var below = cell + 6 + (CaptionLines * LineHeight) + Gap;
        var width = (2 * Margin) + (columns * (cell + Gap)) - Gap;
        var height = Margin + TitleHeight + ((long)rows * below) + Margin - Gap;
        var info = new SKImageInfo(width, (int)Math.Min(height, int.MaxValue), SKColorType.Rgba8888, SKAlphaType.Opaque);
        if (info.BytesSize64 > Array.MaxLength)
        {
            throw new IOException($"A contact sheet of {images.Count} images would be too large; choose fewer or smaller ones.");
        }

        using var surface = SKSurface.Create(info)
            ?? throw new IOException($"There is not enough memory for a contact sheet of {width} x {height} pixels.");
        var canvas = surface.Canvas;
        canvas.Clear(Paper);
        using (var ink = new SKPaint { Color = Ink })
        {
            BitmapFont.Draw(canvas, BitmapFont.Cut(title, BitmapFont.Letters(width - (2 * Margin), TitleDot)), Margin, Margin, TitleDot, ink);
        }

        var loader = new ImageLoader(Plain, options.ThumbnailSize);
        var values = new float[loader.ValueCount];
        for (var index = 0; index < images.Count; index++)
        {
            var left = Margin + (index % columns * (cell + Gap));
            var top = Margin + TitleHeight + (index / columns * below);
            DrawCell(canvas, images[index], loader, values, left, top);
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        png.SaveTo(file);
    }

    private static void DrawCell(SKCanvas canvas, ContactSheetImage image, ImageLoader loader, float[] values, int left, int top)
    {
        var size = loader.Size;
        using var paint = new SKPaint { Color = FrameColour(image.Mark) };
        canvas.DrawRect(left, top, size + (2 * Frame), size + (2 * Frame), paint);
        if (image.Path.Length > 0 && loader.Load(image.Path, values).IsOk)
        {
            using var thumbnail = RgbaImage.From(values, size);
            canvas.DrawImage(thumbnail, left + Frame, top + Frame);
        }
        else
        {
            DrawHole(canvas, left + Frame, top + Frame, size);
        }

        paint.Color = Ink;
        var cell = size + (2 * Frame);
        var lines = BitmapFont.Lines(image.Caption, BitmapFont.Letters(cell, Dot), CaptionLines);
        for (var line = 0; line < lines.Count; line++)
        {
            var x = left + ((cell - BitmapFont.Measure(lines[line], Dot)) / 2);
            BitmapFont.Draw(canvas, lines[line], x, top + cell + 6 + (line * LineHeight), Dot, paint);
        }
    }

    private static void DrawHole(SKCanvas canvas, int left, int top, int size)
    {
        using var paint = new SKPaint { Color = Hole };
        canvas.DrawRect(left, top, size, size, paint);
        paint.Color = Line;
        paint.StrokeWidth = 2;
        paint.IsAntialias = true;
        var inset = size / 3;
        canvas.DrawLine(left + inset, top + inset, left + size - inset, top + size - inset, paint);
        canvas.DrawLine(left + size - inset, top + inset, left + inset, top + size - inset, paint);
    }

    private static SKColor FrameColour(ImageMark mark) => mark switch
    {
        ImageMark.Right => new(0x2E, 0x9E, 0x4F),
        ImageMark.Wrong => new(0xD3, 0x3B, 0x3B),
        _ => Line,
    };
}
