namespace Transfer.Pipeline.Folds;

/// <summary>Groups images that must stay in the same fold.</summary>
internal static class ImageGroups
{
    /// <summary>Images are similar when at most this many of the 128 bits of their hashes differ.</summary>
    public const int Tolerance = 8;

    private const string Similar = "similar";

    /// <summary>Validates the option: a sentence about its fault, or null when it is valid.</summary>
    public static string? Fault(string text) => text == Similar || Split(text) is not null
        ? null
        : $"The groups are '{text}'; expected '{Similar}', or a CSV file and its column such as photos.csv:animal.";

    /// <summary>Assigns a group number to each image.</summary>
    /// <param name="text"><c>similar</c> or <c>FILE.csv:COLUMN</c>.</param>
    /// <param name="folder">The folder that paths in the file are relative to.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file lacks a column or an image.</exception>
    public static int[] Of(IReadOnlyList<ImageSample> samples, string text, string folder, Imaging imaging) => Split(text) is { } csv
        ? FromCsv(samples, csv.Path, csv.Column, folder)
        : FromHashes(samples, imaging);

    /// <summary>Validates a file of groups.</summary>
    /// <inheritdoc cref="Of"/>
    public static void Check(IReadOnlyList<ImageSample> samples, string text, string folder)
    {
        if (Split(text) is { } csv)
        {
            FromCsv(samples, csv.Path, csv.Column, folder);
        }
    }

    /// <summary>The option with another path of its file; the same where there is no file.</summary>
    public static string? MapFile(string? text, Func<string, string> map) =>
        text is not null && Split(text) is { } csv ? $"{map(csv.Path)}:{csv.Column}" : text;

    private static (string Path, string Column)? Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && colon < text.Length - 1 && text[..colon].Contains(".csv", StringComparison.OrdinalIgnoreCase)
            ? (text[..colon], text[(colon + 1)..])
            : null;
    }

    private static int[] FromCsv(IReadOnlyList<ImageSample> samples, string path, string column, string folder)
    {
        var table = CsvTable.Read(path);
        var names = new Dictionary<string, string>();
        foreach (var (file, name) in table.Texts(PathColumn.Of(table, path)).Zip(table.Texts(column)))
        {
            var full = TablePaths.Resolve(folder, file);
            if (!names.TryAdd(full, name) && names[full] != name)
            {
                throw new InvalidDataException(
                    $"'{path}' puts '{file}' into the groups '{names[full]}' and '{name}'; expected one group for each image.");
            }
        }

        var missing = samples.Where(s => !names.ContainsKey(Path.GetFullPath(s.Path))).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException($"'{path}' lacks {missing.Count:N0} of {samples.Count:N0} images, such as '{missing[0].Path}'. "
                + $"Its column of paths must have each, relative to '{folder}'.");
        }

        var numbers = new Dictionary<string, int>();
        return [.. samples.Select((sample, i) =>
        {
            var name = names[Path.GetFullPath(sample.Path)];
            // An image with an empty field is a group of its own, with a negative number.
            return name.Length == 0 ? -1 - i : numbers.TryGetValue(name, out var known) ? known : numbers[name] = numbers.Count;
        })];
    }

    private static int[] FromHashes(IReadOnlyList<ImageSample> samples, Imaging imaging)
    {
        var hashes = new DifferenceHash?[samples.Count];
        Parallel.For(0, samples.Count, i => hashes[i] = DifferenceHash.Of(samples[i].Path, imaging));
        if (Array.FindIndex(hashes, h => h is null) is >= 0 and var bad)
        {
            throw new InvalidDataException(
                $"'{samples[bad].Path}' could be read before and cannot now. Leave the images as they are while training.");
        }

        return Join(Array.ConvertAll(hashes, h => h!.Value));
    }

    /// <summary>Joins all similar pairs. Comparing a pair takes a few instructions, so thousands of images need no index.</summary>
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
