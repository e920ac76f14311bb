using System.Security.Cryptography;

namespace Transfer.Augmentation;

/// <summary>Images and their augmented views on one page: a row an image, the image itself first, each view with what was drawn.</summary>
public static class ViewSheet
{
    private const int MostCaptionLines = 8;

    /// <summary>Writes a PNG file.</summary>
    /// <param name="path">The file; its folder must be there. What it held is replaced.</param>
    /// <param name="title">One line; cut with an ellipsis when the sheet is too narrow.</param>
    /// <param name="images">The images' files, from above.</param>
    /// <param name="options">What may happen to a view.</param>
    /// <param name="measures">The sheet's measures; null for the defaults.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <returns>The files that could not be read and why; their rows are left out. No sheet is written when it is all of them.</returns>
    /// <exception cref="ArgumentException">The options or the measures are not valid.</exception>
    /// <exception cref="IOException">The file cannot be written, or the sheet is too large to be one image.</exception>
    public static IReadOnlyList<(string Path, ImageOutcome Outcome)> Save(
        string path, string title, IReadOnlyList<string> images, AugmentationOptions options, ViewSheetOptions? measures = null, long seed = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        measures ??= new ViewSheetOptions();
        List<string> faults = [.. options.Validate(), .. measures.Validate()];
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults));
        }

        var left = new List<(string, ImageOutcome)>();
        var rows = new List<ViewSheetRow>();
        foreach (var image in images)
        {
            var outcome = Read(image, options, measures, seed, out var row);
            if (row is null)
            {
                left.Add((image, outcome));
            }
            else
            {
                rows.Add(row);
            }
        }

        if (rows.Count == 0)
        {
            return left;
        }

        ViewSheetPainter.Save(path, title, options.Summary.Replace(";", "; ", StringComparison.Ordinal), rows, measures);
        return left;
    }

    private static ImageOutcome Read(string path, AugmentationOptions options, ViewSheetOptions measures, long seed, out ViewSheetRow? row)
    {
        row = null;
        byte[] encoded;
        try
        {
            encoded = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new(ImageStatus.Unreadable, fault.Message);
        }

        // What is erased becomes the mean colour; ImageNet's is what most backbones have.
        var plain = new Preprocessing { Mean = Preprocessing.Torch.Mean, Resize = measures.Resize };
        var original = new Augmenter(AugmentationOptions.Preset("none"), plain, measures.ThumbnailSize, seed) { Imaging = measures.Imaging };
        var augmenter = new Augmenter(options with { Rescale = 1 }, plain, measures.ThumbnailSize, seed) { Imaging = measures.Imaging };
        var image = Augmenter.IdentityOf(SHA256.HashData(encoded));
        var letters = ViewSheetPainter.CaptionLetters(measures);
        var cells = new List<ViewSheetCell>();
        var values = new float[augmenter.ValueCount];
        var outcome = original.Load(encoded, image, 0, values);
        if (!outcome.IsOk)
        {
            return outcome;
        }

        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "";
        cells.Add(new(RgbaImage.From(values, measures.ThumbnailSize, plain.Mean), [BitmapFont.Cut(folder, letters), BitmapFont.Cut(Path.GetFileName(path), letters)]));
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
}
