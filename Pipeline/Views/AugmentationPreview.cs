namespace Transfer.Pipeline;

/// <summary>A sheet of augmented views of some images of a data folder, to look at before training.</summary>
/// <example>
/// <code>
/// AugmentationPreview.Save("photos", "sheet.png", new ViewSheetOptions { Augmentation = AugmentationOptions.Preset("keras") });
/// </code>
/// </example>
public static class AugmentationPreview
{
    private const int MostImages = 64;

    /// <summary>Writes the sheet.</summary>
    /// <param name="data">A folder of images, with or without folders per split and class, or one image.</param>
    /// <param name="sheet">The PNG file to write; what it held is replaced.</param>
    /// <param name="options">The augmentation and the sheet's measures. The seed also decides which images are taken.</param>
    /// <param name="images">The number of images, taken evenly from the folders; 1 to 64.</param>
    /// <returns>The images that could not be read, with the reason.</returns>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or image.</exception>
    /// <exception cref="InvalidDataException">There are no images in it, or none can be read.</exception>
    /// <exception cref="IOException">The sheet cannot be written.</exception>
    public static IReadOnlyList<ExcludedImage> Save(string data, string sheet, ViewSheetOptions options, int images = 6)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(sheet);
        ArgumentNullException.ThrowIfNull(options);
        string[] faults = images is < 1 or > MostImages ? [$"The number of images is {images}; expected 1 to {MostImages}."] : [];
        InvalidOptionsException.ThrowIfAny([.. options.Validate(), .. faults]);
        var chosen = Choose(data, images, options.Seed);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(sheet))!);
        var unread = ViewSheet.Save(sheet, chosen, options);
        if (unread.Count == chosen.Count)
        {
            var (path, outcome) = unread[0];
            throw new InvalidDataException(
                $"No image can be read, so no sheet was written. The first of {chosen.Count}, '{path}', {outcome.Detail}.");
        }

        return [.. unread.Select(one => new ExcludedImage(one.Path, one.Outcome.Detail))];
    }

    /// <summary>Takes one image of every folder in turn, in an order that the seed decides.</summary>
    private static List<string> Choose(string data, int count, long seed)
    {
        if (File.Exists(data))
        {
            return [data];
        }

        if (!Directory.Exists(data))
        {
            throw new DirectoryNotFoundException($"There is no folder or image '{data}'. Give a folder of images, or an image.");
        }

        var folders = ImageFolder.ListImages(data).GroupBy(Path.GetDirectoryName).Select(group => group.ToArray()).ToList();
        if (folders.Count == 0)
        {
            throw new InvalidDataException(
                $"'{data}' has no images. Expected {ImageFile.Endings} files in it or in its folders.");
        }

        for (var index = 0; index < folders.Count; index++)
        {
            new SeededRandom(seed, index).Shuffle(folders[index].AsSpan());
        }

        return [.. Enumerable.Range(0, folders.Max(group => group.Length))
            .SelectMany(turn => folders.Where(group => turn < group.Length).Select(group => group[turn]))
            .Take(count)
            .Order(StringComparer.Ordinal)];
    }
}
