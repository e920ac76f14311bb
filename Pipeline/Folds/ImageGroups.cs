using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>Which images belong together, so that folds do not tear them apart.</summary>
internal static class ImageGroups
{
    /// <summary>The bits of 128 in which two images may differ and still be called the same.</summary>
    public const int Tolerance = 8;

    private const string Similar = "similar";
    private const string PathColumn = "path";

    /// <summary>What is wrong with a text, as one sentence; null when nothing is.</summary>
    public static string? Fault(string text) => text == Similar || Split(text) is not null
        ? null
        : $"The groups are '{text}'; expected '{Similar}', or a CSV file and its column such as photos.csv:animal.";

    /// <summary>The group of each image; numbers mean nothing but same or other.</summary>
    /// <param name="text"><c>similar</c> or <c>FILE.csv:COLUMN</c>.</param>
    /// <param name="folder">What paths in the file are relative to.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It lacks a column or an image.</exception>
    public static int[] Of(IReadOnlyList<ImageSample> samples, string text, string folder, Imaging imaging) => Split(text) is { } csv
        ? FromCsv(samples, csv.Path, csv.Column, folder)
        : FromLooks(samples, imaging);

    /// <summary>Reads a file of groups for what is wrong with it.</summary>
    /// <inheritdoc cref="Of"/>
    public static void Check(IReadOnlyList<ImageSample> samples, string text, string folder)
    {
        if (Split(text) is { } csv)
        {
            FromCsv(samples, csv.Path, csv.Column, folder);
        }
    }

    private static (string Path, string Column)? Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && colon < text.Length - 1 && text[..colon].Contains(".csv", StringComparison.OrdinalIgnoreCase) ? (text[..colon], text[(colon + 1)..]) : null;
    }

    private static int[] FromCsv(IReadOnlyList<ImageSample> samples, string path, string column, string folder)
    {
        var table = CsvTable.Read(path);
        var names = new Dictionary<string, string>();
        foreach (var (file, name) in table.Texts(PathColumn).Zip(table.Texts(column)))
        {
            var full = Path.GetFullPath(file, Path.GetFullPath(folder));
            if (!names.TryAdd(full, name) && names[full] != name)
            {
                throw new InvalidDataException($"'{path}' puts '{file}' into the groups '{names[full]}' and '{name}'; expected one group for each image.");
            }
        }

        var missing = samples.Where(s => !names.ContainsKey(Path.GetFullPath(s.Path))).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException(
                $"'{path}' lacks {missing.Count:N0} of {samples.Count:N0} images, such as '{missing[0].Path}'. Its column '{PathColumn}' must have each, relative to '{folder}'.");
        }

        var numbers = new Dictionary<string, int>();
        return [.. samples.Select((sample, i) =>
        {
            var name = names[Path.GetFullPath(sample.Path)];
            // Without a name an image is a group of its own, which no number of a name is.
            return name.Length == 0 ? -1 - i : numbers.TryGetValue(name, out var known) ? known : numbers[name] = numbers.Count;
        })];
    }

    private static int[] FromLooks(IReadOnlyList<ImageSample> samples, Imaging imaging)
    {
        var hashes = new DifferenceHash?[samples.Count];
        Parallel.For(0, samples.Count, i => hashes[i] = DifferenceHash.Of(samples[i].Path, imaging));
        if (Array.FindIndex(hashes, h => h is null) is >= 0 and var bad)
        {
            throw new InvalidDataException($"'{samples[bad].Path}' could be read before and cannot now. Leave the images as they are while training.");
        }

        return Join(Array.ConvertAll(hashes, h => h!.Value));
    }

    /// <summary>Joins all pairs that differ in a few bits. A pair is two exclusive ors and two counts of bits, so thousands of images need no index.</summary>
    internal static int[] Join(DifferenceHash[] hashes)
    {
        var sets = new DisjointSets(hashes.Length);
        for (var i = 0; i < hashes.Length; i++)
        {
            for (var j = i + 1; j < hashes.Length; j++)
            {
                if (hashes[i].Distance(hashes[j]) <= Tolerance)
                {
                    sets.Join(i, j);
                }
            }
        }

        return [.. Enumerable.Range(0, hashes.Length).Select(sets.Find)];
    }
}
