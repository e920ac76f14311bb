namespace Transfer.Pipeline.Data;

/// <summary>
/// Reads a folder of images: <c>train/</c>, <c>validation/</c> and <c>test/</c> with a folder per class, or the class folders alone.
/// </summary>
public static class ImageFolder
{
    /// <summary>Lists the images of a folder, in an order that does not depend on the file system.</summary>
    /// <param name="folder">The folder. Without <c>validation/</c>, part of the training images is used for validation.</param>
    /// <param name="validationSplit">The share of each class that is used for validation, above 0 and below 1.</param>
    /// <param name="seed">The seed of the split; the same seed gives the same split.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">A class has no images, or there are fewer than two classes.</exception>
    public static ImageDataset Read(string folder, double validationSplit, long seed)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Give a folder with a folder of images per class, such as "
                + $"{Path.Combine("photos", "cats")} and {Path.Combine("photos", "dogs")}.");
        }

        var (trainFolder, validationFolder, testFolder) =
            (Path.Combine(folder, "train"), Path.Combine(folder, "validation"), Path.Combine(folder, "test"));
        var hasTrain = Directory.Exists(trainFolder);
        var hasValidation = hasTrain && Directory.Exists(validationFolder);
        var root = hasTrain ? trainFolder : folder;
        var classes = ClassNames(root);
        var samples = Samples(root, classes);
        var (train, validation) = hasValidation
            ? (samples, Samples(validationFolder, classes))
            : SampleSplit.Stratified(samples, s => s.Label, classes, validationSplit, seed);
        var dataset = new ImageDataset
        {
            Kind = classes.Length == 2 ? TaskKind.Binary : TaskKind.MultiClass,
            Classes = classes,
            Train = train,
            Validation = validation,
            Test = hasTrain && Directory.Exists(testFolder) ? Samples(testFolder, classes) : [],
            Description = "",
        };
        var origin = hasValidation
            ? $" from the folders train{(dataset.Test.Count > 0 ? ", validation and test" : " and validation")}"
            : $"; validation is {validationSplit:P0} of each class, chosen by the seed";
        return dataset with { Description = $"{dataset.Counts} of {classes.Length} classes{origin}" };
    }

    /// <summary>Lists all images below a folder, in ordinal order of their paths, without hidden files and folders.</summary>
    internal static IEnumerable<string> ListImages(string folder) => Directory
        .EnumerateFiles(folder, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System })
        .Where(ImageLoader.IsImageFile)
        .Order(StringComparer.Ordinal);

    private static string[] ClassNames(string folder)
    {
        string[] classes = [.. ClassFolders(folder).Order(StringComparer.Ordinal)];
        var found = classes.Length == 0 ? "no class folder" : $"one class folder ('{classes[0]}')";
        return classes.Length >= 2
            ? classes
            : throw new InvalidDataException($"'{folder}' has {found}. Expected at least two, one per class, each with its images.");
    }

    private static IEnumerable<string> ClassFolders(string folder) =>
        Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)).Where(n => !n.StartsWith('.'));

    private static List<ImageSample> Samples(string folder, IReadOnlyList<string> classes)
    {
        if (ClassFolders(folder).FirstOrDefault(n => !classes.Contains(n)) is { } unknown)
        {
            throw new InvalidDataException($"'{folder}' has a class folder '{unknown}' that the training images lack. "
                + $"Expected the classes {string.Join(", ", classes)}; rename or move it.");
        }

        var samples = new List<ImageSample>();
        foreach (var (label, name) in classes.Index())
        {
            var path = Path.Combine(folder, name);
            ImageSample[] own = Directory.Exists(path) ? [.. ListImages(path).Select(file => new ImageSample(file, label))] : [];
            if (own.Length == 0)
            {
                throw new InvalidDataException($"The class folder '{path}' has no images. "
                    + "Expected .jpg, .jpeg, .png, .webp, .bmp or .gif files; add some or remove the folder.");
            }

            samples.AddRange(own);
        }

        return samples;
    }
}
