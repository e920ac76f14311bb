using SkiaSharp;

namespace Transfer.Benchmarks;

/// <summary>Where a small data set is written, of what, and with which seed.</summary>
/// <param name="Data">The folder with <c>cats-vs-dogs</c> and <c>mnist</c>.</param>
/// <param name="Folder">The folder that is written.</param>
internal sealed record SmallSetPlan(string Data, string Folder, long Seed)
{
    /// <summary>
    /// Photographs, of the two classes in turns: those of <c>validation</c> to test with, always the same; others, drawn by the seed, to
    /// train and to validate.
    /// </summary>
    public IEnumerable<string> Photos(string split, int count)
    {
        var isTest = split == "test";
        var folder = Path.Combine(Data, "cats-vs-dogs", isTest ? "validation" : "train");
        var classes = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(f =>
        {
            string[] files = [.. Directory.EnumerateFiles(f).Order(StringComparer.Ordinal).Select(Path.GetFullPath)];
            if (!isTest)
            {
                new SeededRandom(Seed).Shuffle(files.AsSpan());
            }

            // The two halves have no photograph in common.
            return split == "validation" ? files[(files.Length / 2)..] : files;
        }).ToList();
        return Enumerable.Range(0, count).Select(i => classes[i % classes.Count][i / classes.Count]);
    }

    /// <summary>The file of an image, whose folder is made.</summary>
    public string File(string split, string name, int index) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, split, name)).FullName, $"{index:D5}.jpg");

    public void Write(string split, string name, int index, SKImage image)
    {
        using (image)
        using (var data = image.Encode(SKEncodedImageFormat.Jpeg, 90))
        {
            System.IO.File.WriteAllBytes(File(split, name, index), data.ToArray());
        }
    }
}
