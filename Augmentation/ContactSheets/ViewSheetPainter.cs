using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Draws the rows of a sheet of views.</summary>
internal static class ViewSheetPainter
{
    private const int Margin = 20;
    private const int Gap = 14;
    private const int Frame = 3;
    private const int Dot = 2;
    private const int TitleDot = 3;
    private const int LineHeight = (BitmapFont.Height * Dot) + 4;
    private const int MostTitleLines = 6;

    private static readonly SKColor Paper = new(0xFA, 0xFA, 0xF8);
    private static readonly SKColor Ink = new(0x26, 0x2A, 0x30);
    private static readonly SKColor Faint = new(0x6A, 0x70, 0x78);
    private static readonly SKColor Line = new(0xC4, 0xC6, 0xC8);
    private static readonly SKColor Original = new(0x3A, 0x6E, 0xA5);

    /// <summary>How many letters fit below an image.</summary>
    public static int CaptionLetters(ViewSheetOptions measures) => BitmapFont.Letters(measures.ThumbnailSize + (2 * Frame), Dot);

    /// <summary>Writes the PNG file; the images of the rows are given back.</summary>
    public static void Save(string path, string title, string settings, List<ViewSheetRow> rows, ViewSheetOptions measures)
    {
        var cell = measures.ThumbnailSize + (2 * Frame);
        var width = (2 * Margin) + ((measures.Views + 1) * (cell + Gap)) - Gap;
        var settingLines = BitmapFont.Lines(settings, BitmapFont.Letters(width - (2 * Margin), Dot), MostTitleLines);
        var head = Margin + (BitmapFont.Height * TitleDot) + 10 + (settingLines.Count * LineHeight) + 12;
        var height = head + rows.Sum(row => (long)cell + 8 + (row.Lines * LineHeight) + Gap) + Margin - Gap;
        var info = new SKImageInfo(width, (int)Math.Min(height, int.MaxValue), SKColorType.Rgba8888, SKAlphaType.Opaque);
        if (info.BytesSize64 > Array.MaxLength)
        {
            throw new IOException($"A sheet of {rows.Count} images and {measures.Views} views would be too large; choose fewer or smaller ones.");
        }

        using var surface = SKSurface.Create(info)
            ?? throw new IOException($"There is not enough memory for a sheet of {width} x {height} pixels.");
        var canvas = surface.Canvas;
        canvas.Clear(Paper);
        using var paint = new SKPaint { Color = Ink };
        BitmapFont.Draw(canvas, BitmapFont.Cut(title, BitmapFont.Letters(width - (2 * Margin), TitleDot)), Margin, Margin, TitleDot, paint);
        paint.Color = Faint;
        for (var line = 0; line < settingLines.Count; line++)
        {
            BitmapFont.Draw(canvas, settingLines[line], Margin, Margin + (BitmapFont.Height * TitleDot) + 10 + (line * LineHeight), Dot, paint);
        }

        var top = head;
        foreach (var row in rows)
        {
            DrawRow(canvas, row, top, cell, paint);
            top += cell + 8 + (row.Lines * LineHeight) + Gap;
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        png.SaveTo(file);
    }

    private static void DrawRow(SKCanvas canvas, ViewSheetRow row, int top, int cell, SKPaint paint)
    {
        for (var column = 0; column < row.Cells.Count; column++)
        {
            var left = Margin + (column * (cell + Gap));
            paint.Color = column == 0 ? Original : Line;
            canvas.DrawRect(left, top, cell, cell, paint);
            using (var image = row.Cells[column].Image)
            {
                canvas.DrawImage(image, left + Frame, top + Frame);
            }

            paint.Color = column == 0 ? Original : Ink;
            for (var line = 0; line < row.Cells[column].Caption.Count; line++)
            {
                BitmapFont.Draw(canvas, row.Cells[column].Caption[line], left, top + cell + 8 + (line * LineHeight), Dot, paint);
            }
        }
    }
}
