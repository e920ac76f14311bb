using System.Security.Cryptography;

namespace Transfer.Augmentation;

/// <summary>Images and their augmented views on one page: a row an image, the image itself first, each view with its description.</summary>
internal static class ViewSheet
{
    private const int MostCaptionLines = 8;

    /// <summary>Writes a PNG file; what it held is replaced. Nothing is written when no image can be read.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="images">The images' files, from above.</param>
    /// <returns>The files that could not be read, which are left out, and why.</returns>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="IOException">The file cannot be written, or the sheet is too large to be one image.</exception>
    public static IReadOnlyList<(string Path, ImageOutcome Outcome)> Save(string path, IEnumerable<string> images, ViewSheetOptions options)
    {
        Faults.ThrowIfAny(options.Validate());
        var unread = new List<(string, ImageOutcome)>();
        var rows = new List<List<ViewSheetCell>>();
        foreach (var image in images)
        {
            var outcome = Read(image, options, out var row);
            if (outcome.IsOk)
            {
                rows.Add(row);
            }
            else
            {
                unread.Add((image, outcome));
            }
        }

        if (rows.Count > 0)
        {
            ViewSheetPainter.Save(path, rows, options);
        }

        return unread;
    }

    private static ImageOutcome Read(string path, ViewSheetOptions options, out List<ViewSheetCell> row)
    {
        // What is erased becomes the mean colour; ImageNet's is what most backbones have.
        var plain = new Preprocessing { Mean = Preprocessing.Torch.Mean, Resize = options.Resize };
        var loader = new ImageLoader(plain, options.ThumbnailSize) { Imaging = options.Imaging };
        var augmentation = options.Augmentation with { Rescale = 1 };
        var augmenter = new Augmenter(augmentation, plain, options.ThumbnailSize, options.Seed) { Imaging = options.Imaging };
        var values = new float[loader.ValueCount];
        var letters = ViewSheetPainter.CaptionLetters(options);
        row = [];
        var outcome = loader.Load(path, values);
        if (!outcome.IsOk)
        {
            return outcome;
        }

        var names = new[] { Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "", Path.GetFileName(path) };
        row.Add(new(SheetCanvas.Pixels(values, plain.Mean), [.. names.Select(name => BitmapFont.Cut(name, letters))]));
        var encoded = ImageFile.ReadAllBytes(path);
        var image = Augmenter.IdentityOf(SHA256.HashData(encoded));
        for (var view = 0; view < options.Views; view++)
        {
            augmenter.Load(encoded, image, view, values);
            row.Add(new(SheetCanvas.Pixels(values, plain.Mean), Caption(augmenter.Describe(image, view), letters)));
        }

        return outcome;
    }

    /// <summary>The description of a view, broken between two changes and not within one.</summary>
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
