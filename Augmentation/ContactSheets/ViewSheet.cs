using System.Security.Cryptography;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Pictures and their augmented views on one page: a row a picture, the picture itself first, each view with what was drawn.</summary>
public static class ViewSheet
{
    private const int Margin = 20;
    private const int Gap = 14;
    private const int Frame = 3;
    private const int Dot = 2;
    private const int TitleDot = 3;
    private const int LineHeight = (BitmapFont.Height * Dot) + 4;
    private const int MostTitleLines = 6;
    private const int MostCaptionLines = 8;

    private static readonly SKColor Paper = new(0xFA, 0xFA, 0xF8);
    private static readonly SKColor Ink = new(0x26, 0x2A, 0x30);
    private static readonly SKColor Faint = new(0x6A, 0x70, 0x78);
    private static readonly SKColor Line = new(0xC4, 0xC6, 0xC8);
    private static readonly SKColor Original = new(0x3A, 0x6E, 0xA5);

    /// <summary>Writes a PNG file.</summary>
    /// <param name="path">The file; its folder must be there. What it held is replaced.</param>
    /// <param name="title">One line; cut with an ellipsis when the sheet is too narrow.</param>
    /// <param name="pictures">The pictures' files, from above.</param>
    /// <param name="options">What may happen to a view.</param>
    /// <param name="measures">The sheet's measures; null for the defaults.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <returns>The files that could not be read and why; their rows are left out.</returns>
    /// <exception cref="ArgumentException">The options or the measures are not valid.</exception>
    /// <exception cref="IOException">The file cannot be written, or the sheet is too large to be one picture.</exception>
    public static IReadOnlyList<(string Path, ImageOutcome Outcome)> Save(
        string path, string title, IReadOnlyList<string> pictures, AugmentationOptions options, ViewSheetOptions? measures = null, long seed = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(options);
        measures ??= new ViewSheetOptions();
        List<string> faults = [.. options.Validate(), .. measures.Validate()];
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults));
        }

        var left = new List<(string, ImageOutcome)>();
        var rows = new List<Row>();
        foreach (var picture in pictures)
        {
            var outcome = Read(picture, options, measures, seed, out var row);
            if (row is null)
            {
                left.Add((picture, outcome));
            }
            else
            {
                rows.Add(row);
            }
        }

        Draw(path, title, options.Summary.Replace(";", "; ", StringComparison.Ordinal), rows, measures);
        return left;
    }

    private static ImageOutcome Read(string picture, AugmentationOptions options, ViewSheetOptions measures, long seed, out Row? row)
    {
        row = null;
        byte[] encoded;
        try
        {
            encoded = File.ReadAllBytes(picture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new(ImageStatus.Unreadable, fault.Message);
        }

        // What is erased becomes the mean colour; ImageNet's is what most backbones have.
        var plain = new Preprocessing { Mean = Preprocessing.Torch.Mean, Resize = measures.Resize };
        var original = new Augmenter(AugmentationOptions.Preset("none"), plain, measures.ThumbnailSize, seed);
        var augmenter = new Augmenter(options with { Rescale = 1 }, plain, measures.ThumbnailSize, seed);
        var image = Augmenter.IdentityOf(SHA256.HashData(encoded));
        var letters = BitmapFont.Letters(measures.ThumbnailSize + (2 * Frame), Dot);
        var cells = new List<Cell>();
        var values = new float[augmenter.ValueCount];
        var outcome = original.Load(encoded, image, 0, values);
        if (!outcome.IsOk)
        {
            return outcome;
        }

        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(picture))) ?? "";
        cells.Add(new(RgbaImage.From(values, measures.ThumbnailSize, plain.Mean), [BitmapFont.Cut(folder, letters), BitmapFont.Cut(Path.GetFileName(picture), letters)]));
        for (var view = 0; view < measures.Views; view++)
        {
            augmenter.Load(encoded, image, view, values);
            cells.Add(new(RgbaImage.From(values, measures.ThumbnailSize, plain.Mean), Caption(augmenter.Describe(image, view), letters)));
        }

        row = new(cells, cells.Max(cell => cell.Caption.Count));
        return outcome;
    }

    /// <summary>What was drawn, broken between two things and not within one.</summary>
    private static List<string> Caption(string text, int letters)
    {
        var lines = new List<string>();
        foreach (var part in text.Split(", "))
        {
            var joined = lines.Count > 0 ? $"{lines[^1]}, {part}" : part;
            if (lines.Count > 0 && joined.Length <= letters)
            {
                lines[^1] = joined;
            }
            else
            {
                lines.Add(BitmapFont.Cut(part, letters));
            }
        }

        return lines.Count <= MostCaptionLines ? lines : [.. lines.Take(MostCaptionLines - 1), "…"];
    }

    private static void Draw(string path, string title, string settings, List<Row> rows, ViewSheetOptions measures)
    {
        var cell = measures.ThumbnailSize + (2 * Frame);
        var width = (2 * Margin) + ((measures.Views + 1) * (cell + Gap)) - Gap;
        var settingLines = BitmapFont.Lines(settings, BitmapFont.Letters(width - (2 * Margin), Dot), MostTitleLines);
        var head = Margin + (BitmapFont.Height * TitleDot) + 10 + (settingLines.Count * LineHeight) + 12;
        var height = head + rows.Sum(row => (long)cell + 8 + (row.Lines * LineHeight) + Gap) + Margin - Gap;
        var info = new SKImageInfo(width, (int)Math.Min(height, int.MaxValue), SKColorType.Rgba8888, SKAlphaType.Opaque);
        if (info.BytesSize64 > Array.MaxLength)
        {
            throw new IOException($"A sheet of {rows.Count} pictures and {measures.Views} views would be too large; choose fewer or smaller ones.");
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

    private static void DrawRow(SKCanvas canvas, Row row, int top, int cell, SKPaint paint)
    {
        for (var column = 0; column < row.Cells.Count; column++)
        {
            var left = Margin + (column * (cell + Gap));
            paint.Color = column == 0 ? Original : Line;
            canvas.DrawRect(left, top, cell, cell, paint);
            using (var image = row.Cells[column].Picture)
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

    private sealed record Cell(SKImage Picture, List<string> Caption);

    private sealed record Row(List<Cell> Cells, int Lines);
}
