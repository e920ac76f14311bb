using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Draws the rows of a sheet of views.</summary>
internal static class ViewSheetPainter
{
    private const int Margin = SheetCanvas.Margin;
    private const int Gap = SheetCanvas.Gap;
    private const int Frame = 3;
    private const int MostTitleLines = 6;

    private static readonly SKColor Faint = new(0x6A, 0x70, 0x78);
    private static readonly SKColor Original = new(0x3A, 0x6E, 0xA5);

    /// <summary>The number of letters that fit below an image.</summary>
    public static int CaptionLetters(ViewSheetOptions options) => SheetCanvas.Letters(CellSize(options));

    /// <summary>Writes the PNG file.</summary>
    public static void Save(string path, List<List<ViewSheetCell>> rows, ViewSheetOptions options)
    {
        var cell = CellSize(options);
        var width = (2 * Margin) + ((options.Views + 1) * (cell + Gap)) - Gap;
        var settings = options.Augmentation.Summary.Replace(";", "; ", StringComparison.Ordinal);
        var lines = BitmapFont.Lines(settings, SheetCanvas.Letters(width - (2 * Margin)), MostTitleLines);
        var top = Margin + SheetCanvas.TitleHeight + (lines.Count * SheetCanvas.LineHeight) + 12;
        using var canvas = new SheetCanvas(width, top + rows.Sum(row => (long)RowHeight(row, cell)) + Margin - Gap);
        canvas.DrawTitle(options.Title);
        foreach (var (index, line) in lines.Index())
        {
            canvas.DrawLine(line, Margin, Margin + SheetCanvas.TitleHeight + (index * SheetCanvas.LineHeight), Faint);
        }

        foreach (var row in rows)
        {
            DrawRow(canvas, row, top, options.ThumbnailSize);
            top += RowHeight(row, cell);
        }

        canvas.Save(path);
    }

    private static int CellSize(ViewSheetOptions options) => options.ThumbnailSize + (2 * Frame);

    private static int RowHeight(List<ViewSheetCell> row, int cell) =>
        cell + 8 + (row.Max(one => one.Caption.Count) * SheetCanvas.LineHeight) + Gap;

    private static void DrawRow(SheetCanvas canvas, List<ViewSheetCell> row, int top, int size)
    {
        var cell = size + (2 * Frame);
        for (var column = 0; column < row.Count; column++)
        {
            var left = Margin + (column * (cell + Gap));
            canvas.FillRectangle(SKRectI.Create(left, top, cell, cell), column == 0 ? Original : SheetCanvas.Line);
            canvas.DrawImage(row[column].Rgba, size, left + Frame, top + Frame);
            foreach (var (index, line) in row[column].Caption.Index())
            {
                var y = top + cell + 8 + (index * SheetCanvas.LineHeight);
                canvas.DrawLine(line, left, y, column == 0 ? Original : SheetCanvas.Ink);
            }
        }
    }
}
