using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Many images on one page, each with a caption and a coloured frame, to look at right and wrong predictions.</summary>
internal static class ContactSheet
{
    private const int Columns = 8;
    private const int ThumbnailSize = 112;
    private const int Frame = 4;
    private const int Cell = ThumbnailSize + (2 * Frame);
    private const int CaptionLines = 2;
    private const int Top = SheetCanvas.Margin + SheetCanvas.TitleHeight + 8;
    private const int RowHeight = Cell + 6 + (CaptionLines * SheetCanvas.LineHeight) + SheetCanvas.Gap;

    private static readonly SKColor Hole = new(0xE6, 0xE6, 0xE4);
    private static readonly SKColor Right = new(0x2E, 0x9E, 0x4F);
    private static readonly SKColor Wrong = new(0xD3, 0x3B, 0x3B);

    /// <summary>Writes a PNG file with a title and a grid of images, cropped to squares; what it held is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="title">One line; cut with an ellipsis when the sheet is too narrow.</param>
    /// <param name="images">In the order of reading. One that cannot be read leaves an empty, crossed cell.</param>
    /// <exception cref="IOException">The file cannot be written, or the sheet is too large to be one image.</exception>
    public static void Save(string path, string title, IReadOnlyList<ContactSheetImage> images)
    {
        var columns = Math.Clamp(images.Count, 4, Columns);
        var rows = (images.Count + columns - 1) / columns;
        var width = (2 * SheetCanvas.Margin) + (columns * (Cell + SheetCanvas.Gap)) - SheetCanvas.Gap;
        using var canvas = new SheetCanvas(width, Top + ((long)rows * RowHeight) + SheetCanvas.Margin - SheetCanvas.Gap);
        canvas.DrawTitle(title);
        var loader = new ImageLoader(new Preprocessing { Resize = ResizeMode.Crop }, ThumbnailSize);
        var values = new float[loader.ValueCount];
        foreach (var (index, image) in images.Index())
        {
            var left = SheetCanvas.Margin + (index % columns * (Cell + SheetCanvas.Gap));
            var top = Top + (index / columns * RowHeight);
            canvas.FillRectangle(SKRectI.Create(left, top, Cell, Cell), image.IsCorrect ? Right : Wrong);
            if (loader.Load(image.Path, values).IsOk)
            {
                canvas.DrawImage(SheetCanvas.Pixels(values), ThumbnailSize, left + Frame, top + Frame);
            }
            else
            {
                DrawHole(canvas, left + Frame, top + Frame);
            }

            foreach (var (number, line) in BitmapFont.Lines(image.Caption, SheetCanvas.Letters(Cell), CaptionLines).Index())
            {
                var x = left + ((Cell - SheetCanvas.Measure(line)) / 2);
                canvas.DrawLine(line, x, top + Cell + 6 + (number * SheetCanvas.LineHeight), SheetCanvas.Ink);
            }
        }

        canvas.Save(path);
    }

    private static void DrawHole(SheetCanvas canvas, int left, int top)
    {
        canvas.FillRectangle(SKRectI.Create(left, top, ThumbnailSize, ThumbnailSize), Hole);
        using var pen = new SKPaint { Color = SheetCanvas.Line, StrokeWidth = 2, IsAntialias = true };
        const int inset = ThumbnailSize / 3;
        var (right, bottom) = (left + ThumbnailSize - inset, top + ThumbnailSize - inset);
        canvas.Skia.DrawLine(left + inset, top + inset, right, bottom, pen);
        canvas.Skia.DrawLine(right, top + inset, left + inset, bottom, pen);
    }
}
