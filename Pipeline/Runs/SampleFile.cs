using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>
/// The file <c>samples.csv</c>: <c>path</c>, <c>split</c>, <c>sha256</c> and <c>size</c> of each image of a run, then <c>target</c>
/// (a class) or one <c>target:NAME</c> a label or value.
/// </summary>
internal static class SampleFile
{
    private const string ClassColumn = "target";
    private const string TargetColumn = "target:";

    /// <param name="names">The names of the classes, labels or values.</param>
    public static void Write(string path, IReadOnlyList<RunSample> samples, IReadOnlyList<string> names)
    {
        using var file = new AtomicFile(path);
        using (var writer = CsvField.Writer(file))
        {
            var areClasses = samples.All(s => s.Targets is null);
            string[] targets = areClasses ? [ClassColumn] : [.. names.Select(n => TargetColumn + n)];
            writer.WriteLine(string.Join(',', ((string[])["path", "split", "sha256", "size", .. targets]).Select(CsvField.Quoted)));
            foreach (var sample in samples)
            {
                var size = sample.Size.ToString(CultureInfo.InvariantCulture);
                IEnumerable<string> own = areClasses ? [CsvField.Quoted(names[sample.Label])]
                    : sample.Targets!.Select(t => t.ToString("R", CultureInfo.InvariantCulture));
                writer.WriteLine(string.Join(',',
                    (string[])[CsvField.Quoted(sample.Path), sample.Split, sample.Hash?.ToString() ?? "", size, .. own]));
            }
        }

        file.Commit();
    }

    /// <returns>The images; empty when there is no such file.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or of other classes, labels or values.</exception>
    public static IReadOnlyList<RunSample> Read(string path, IReadOnlyList<string> names)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var table = CsvTable.Read(path);
        var areClasses = table.Columns.Contains(ClassColumn);
        string[] classes = areClasses ? [.. table.Texts(ClassColumn)] : [];
        var labels = names.Index().DistinctBy(n => n.Item).ToDictionary(n => n.Item, n => n.Index);
        var values = areClasses ? [] : table.Numbers([.. names.Select(n => TargetColumn + n)]).Chunk(names.Count).ToArray();
        var (splits, hashes, sizes) = (table.Texts("split"), table.Texts("sha256"), table.Texts("size"));
        return [.. table.Texts("path").Select((name, i) => new RunSample(name, splits[i], HashOf(hashes[i]), SizeOf(sizes[i]))
        {
            Label = !areClasses ? 0 : labels.TryGetValue(classes[i], out var label) ? label : throw Damaged($"the class '{classes[i]}'"),
            Targets = areClasses ? null : values[i],
        })];

        ContentHash? HashOf(string text) => text.Length == 0 ? null
            : ContentHash.TryParse(text, out var hash) ? hash : throw Damaged($"the SHA-256 '{text}'");

        long SizeOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size
            : throw Damaged($"the size '{text}'");

        InvalidDataException Damaged(string what) =>
            new($"'{path}' has {what}, which is not of the run. The list of the run's images is damaged; train again into another folder.");
    }
}
