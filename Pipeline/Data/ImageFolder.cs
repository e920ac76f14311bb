namespace Transfer.Pipeline.Data;

/// <summary>
/// Reads a folder of images: <c>train/</c>, <c>validation/</c> and <c>test/</c> with a folder per class, or the class folders alone.
/// </summary>
public static class ImageFolder
{
    /// <summary>
    /// Lists the images of a folder, in an order that does not depend on the file system. Splits are recognised by the names of their
    /// folders in upper or lower case: <c>train</c>, <c>training</c> or <c>trn</c>; <c>validation</c>, <c>val</c>, <c>valid</c>,
    /// <c>validate</c>, <c>dev</c>, <c>eval</c> or <c>evaluation</c>; <c>test</c>, <c>testing</c> or <c>tst</c>.
    /// </summary>
    /// <param name="folder">The folder. Without a folder for validation, part of the training images is used for validation.</param>
    /// <param name="validationSplit">The share of each class that is used for validation, above 0 and below 1.</param>
    /// <param name="seed">The seed of the split; the same seed gives the same split.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">It does not exist, and its name is that of a table.</exception>
    /// <exception cref="IOException">A folder in it cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// A class has no images, there are fewer than two classes, or it is not clear whether folders are splits or classes.
    /// </exception>
    public static ImageDataset Read(string folder, double validationSplit, long seed)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
        {
            if (TableFiles.HoldsTargets(folder))
            {
                throw new FileNotFoundException($"There is no file '{folder}'. Give a table of features, or a folder of images.");
            }

            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Give a folder with a folder of images per class, such as "
                + $"{Path.Combine("photos", "cats")} and {Path.Combine("photos", "dogs")}.");
        }

        var root = ImageTree.Read(folder);
        var splits = SplitFolders.Of(root);
        var classes = ClassNames(splits.Train);
        var samples = Samples(splits.Train, classes);
        var (train, validation) = splits.Validation is { } own
            ? (samples, Samples(own, classes))
            : Split(samples, classes, validationSplit, seed);
        var dataset = new ImageDataset
        {
            Kind = classes.Length == 2 ? TaskKind.Binary : TaskKind.MultiClass,
            Classes = classes,
            Train = train,
            Validation = validation,
            Test = splits.Test is { } test ? Samples(test, classes) : [],
            Description = "",
            Notes = splits.Notes,
            HasOwnValidation = splits.Validation is not null,
        };
        var from = splits.Description.Length > 0 ? $" from {splits.Description}" : "";
        var share = ValidationShare.Describe(validationSplit, validation.Count, train.Count + validation.Count, " of each class");
        var origin = splits.Validation is null ? $"; {share}, chosen by the seed" : "";
        return dataset with { Description = $"{dataset.Counts} of {classes.Length} classes{from}{origin}" };
    }

    /// <summary>
    /// Lists all images below a folder, in ordinal order of their paths, without hidden files and folders. Among them may be files and
    /// folders that cannot be read; opening them says why.
    /// </summary>
    internal static IEnumerable<string> ListImages(string folder) => new FolderListing(folder, followLinks: true, withOutput: true).Files()
        .Where(f => f.Fault?.Name == FileOutcome.UnreadableName || ImageLoader.IsImageFile(f.Relative))
        .Select(f => Path.Combine(folder, f.Relative));

    /// <summary>Splits images; those that are byte for byte the same stay on one side.</summary>
    /// <param name="names">The names of the classes.</param>
    internal static (List<ImageSample> Train, List<ImageSample> Validation) Split(
        IReadOnlyList<ImageSample> samples, IReadOnlyList<string> names, double share, long seed)
    {
        var copies = new FileCopies(samples.Select(s => s.Path));
        return new SampleSplit(names, share, seed).Stratified(samples, s => s.Label, s => copies.KeyOf(s.Path));
    }

    private static string[] ClassNames(ImageTree tree)
    {
        string[] classes = [.. tree.Folders.Select(f => f.Name)];
        if (classes.Length >= 2)
        {
            return classes;
        }

        var found = classes.Length == 0 ? "no class folder" : $"one class folder ('{classes[0]}')";
        var within = tree.Folders.FirstOrDefault()?.FoldersWithImages.ToArray() ?? [];
        var hint = within.Length > 1 || within.Any(name => SplitNames.Of(name) is not null)
            ? $" '{Path.Combine(tree.Path, classes[0])}' has the folders {string.Join(", ", within.Take(3))}; give that folder if they are "
                + "the classes or splits."
            : "";
        throw new InvalidDataException($"'{tree.Path}' has {found}. Expected at least two, one per class, each with its images.{hint}");
    }

    private static List<ImageSample> Samples(ImageTree tree, IReadOnlyList<string> classes)
    {
        if (tree.FoldersWithImages.FirstOrDefault(n => !classes.Contains(n)) is { } unknown)
        {
            // An é is one character or two, which look the same.
            var written = string.Concat(unknown.Select(c => char.IsAscii(c) ? $"{c}" : $"\\u{(int)c:X4}"));
            var hint = written == unknown ? "" : $" In characters it is '{written}'; names that look alike can differ.";
            throw new InvalidDataException($"'{tree.Path}' has a class folder '{unknown}' that the training images lack. "
                + $"Expected the classes {string.Join(", ", classes)}; rename or move it.{hint}");
        }

        var samples = new List<ImageSample>();
        foreach (var (label, name) in classes.Index())
        {
            if (tree.Folder(name) is not { Images.Count: > 0 } own)
            {
                throw new InvalidDataException(tree.Folder(name) is { } empty
                    ? $"The class folder '{empty.Path}' has no images. Expected {ImageFile.Endings} files; add some or remove the folder."
                    : $"'{tree.Path}' has no folder for the class '{name}', which the training images have. Add one with images of the "
                        + "class, or leave the class out of all folders.");
            }

            samples.AddRange(own.Images.Select(file => new ImageSample(file, label)));
        }

        return samples;
    }
}
