using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>Reads a folder of images: <c>train/</c>, <c>validation/</c>, <c>test/</c> with a folder per class, or class folders alone.</summary>
public static class ImageFolder
{
    /// <summary>Lists the images of a folder, in an order that does not depend on the file system.</summary>
    /// <param name="folder">The folder. Without <c>validation/</c>, part of the training images is set aside.</param>
    /// <param name="validationSplit">The share of each class that is set aside, above 0 and below 1.</param>
    /// <param name="seed">Decides which images are set aside.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A class has no images, or there are fewer than two classes.</exception>
    public static ImageDataset Read(string folder, double validationSplit, long seed)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Give a folder with a folder of images per class, such as {Path.Combine("photos", "cats")} and {Path.Combine("photos", "dogs")}.");
        }

        var trainFolder = Path.Combine(folder, "train");
        if (!Directory.Exists(trainFolder))
        {
            return Split(folder, folder, validationSplit, seed);
        }

        var validationFolder = Path.Combine(folder, "validation");
        if (!Directory.Exists(validationFolder))
        {
            return Split(folder, trainFolder, validationSplit, seed);
        }

        var classes = ClassNames(trainFolder);
        var dataset = new ImageDataset
        {
            Kind = Kind(classes),
            Classes = classes,
            Train = Samples(trainFolder, classes),
            Validation = Samples(validationFolder, classes),
            Test = Test(folder, classes),
            Description = "",
        };
        return dataset with { Description = $"{Count(dataset)} from the folders train{(dataset.Test.Count > 0 ? ", validation and test" : " and validation")}" };
    }

    private static ImageDataset Split(string folder, string trainFolder, double share, long seed)
    {
        var classes = ClassNames(trainFolder);
        var (train, validation) = SampleSplit.Stratified(Samples(trainFolder, classes), s => s.Label, classes, share, seed);
        var dataset = new ImageDataset { Kind = Kind(classes), Classes = classes, Train = train, Validation = validation, Test = Test(folder, classes), Description = "" };
        return dataset with { Description = $"{Count(dataset)}; validation is {share:P0} of each class, chosen by the seed" };
    }

    private static List<ImageSample> Test(string folder, IReadOnlyList<string> classes)
    {
        var test = Path.Combine(folder, "test");
        return Directory.Exists(test) && Directory.Exists(Path.Combine(folder, "train")) ? Samples(test, classes) : [];
    }

    private static TaskKind Kind(string[] classes) => classes.Length == 2 ? TaskKind.Binary : TaskKind.MultiClass;

    private static string[] ClassNames(string folder)
    {
        var classes = Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)!).Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal).ToArray();
        return classes.Length >= 2 ? classes : throw new InvalidDataException(
            $"'{folder}' has {(classes.Length == 0 ? "no class folder" : $"one class folder ('{classes[0]}')")}. Expected at least two, one per class, each with its images.");
    }

    private static List<ImageSample> Samples(string folder, IReadOnlyList<string> classes)
    {
        var unknown = Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)!).FirstOrDefault(n => !n.StartsWith('.') && !classes.Contains(n));
        if (unknown is not null)
        {
            throw new InvalidDataException($"'{folder}' has a class folder '{unknown}' that the training images lack. Expected the classes {string.Join(", ", classes)}; rename or move it.");
        }

        var samples = new List<ImageSample>();
        for (var label = 0; label < classes.Count; label++)
        {
            var path = Path.Combine(folder, classes[label]);
            var before = samples.Count;
            if (Directory.Exists(path))
            {
                samples.AddRange(ListImages(path).Select(file => new ImageSample(file, label)));
            }

            if (samples.Count == before)
            {
                throw new InvalidDataException($"The class folder '{path}' has no images. Expected .jpg, .jpeg, .png, .webp, .bmp or .gif files; add some or remove the folder.");
            }
        }

        return samples;
    }

    /// <summary>All images below a folder, in ordinal order of their paths; hidden files and folders are left out.</summary>
    internal static IEnumerable<string> ListImages(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System })
        .Where(ImageLoader.IsImageFile)
        .Order(StringComparer.Ordinal);

    private static string Count(ImageDataset dataset) => $"{dataset.Counts} of {dataset.Classes.Count} classes";
}
