using System.Globalization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Docs;

/// <summary>
/// A folder in which the commands of a page run one after another, with small files under the names that the pages use: <c>PHOTOS</c>,
/// <c>PHOTO.jpg</c>, <c>LABELS.csv</c>, <c>FEATURES.csv</c>, <c>NETWORK.onnx</c> and so on.
/// </summary>
internal sealed class DocumentFolder : IDisposable
{
    private const int ImageSize = 40;

    private static readonly string[] Classes = ["cats", "dogs"];
    private static readonly (string Name, int First, int PerClass)[] Splits = [("train", 0, 6), ("validation", 100, 4), ("test", 200, 4)];

    private static readonly string[] Written = ["--run", "--cache", "--outcomes", "--out"];

    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();
    private readonly string _cache;
    private int _count;

    /// <param name="cache">The cache of commands that name none.</param>
    public DocumentFolder(string cache)
    {
        _cache = cache;
        foreach (var photos in new[] { "PHOTOS", "demo/images" })
        {
            WritePhotos(photos);
        }

        WriteText("LABELS.csv", "path,label", (path, c, _) => $"{path},{Classes[c]}");
        WriteText("TAGS.csv", "path,label", (path, c, i) => $"{path},{Classes[c]}{(i % 2 == 0 ? "|young" : "")}");
        WriteText("WEIGHTS.csv", "path,kilograms", (path, c, i) => $"{path},{3 + (9 * c) + (i % 7)}");
        WriteText("ANIMALS.csv", "path,animal", (path, c, i) => $"{path},{Classes[c]}-{i / 2}");
        WriteTable("FEATURES.csv", withClass: true);
        WriteTable("NEW.csv", withClass: false);
        _folder.Write("PHOTO.jpg", ImageFactory.Jpeg(ImageSize, ImageSize));
        TinyModels.Create(size: 64, batch: "N").Save(_folder, "NETWORK.onnx");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs the program as if this were the current folder, of which a process has only one.</summary>
    /// <returns>The exit code, and all that was printed.</returns>
    public (int Code, string Output) Run(string[] arguments)
    {
        var words = arguments.Zip(arguments.Prepend(""), (word, before) => IsPath(word, before) ? Path.Combine(_folder.Path, word) : word)
            .ToList();
        var known = DocumentedProgram.Root().Parse(arguments).CommandResult.Command.Options.Select(option => option.Name);
        // What else would be written to the current folder, or to the user's cache.
        foreach (var option in known.Intersect(arguments[0] is "augment" or "audit" ? Written : Written[..^1]).Except(arguments))
        {
            words.AddRange([option, option == "--cache" ? _cache : Path.Combine(_folder.Path, $"{option[2..]}-{_count++}")]);
        }

        var (code, output, error) = TransferCommand.Run([.. words]);
        return (code, output + error);
    }

    private bool IsPath(string word, string before) =>
        Written.Contains(before) || Path.Exists(Path.Combine(_folder.Path, word.Split('/', ':')[0]));

    private static IEnumerable<(string Split, int Class, int Index)> Photos() =>
        from split in Splits
        from label in Enumerable.Range(0, Classes.Length)
        from i in Enumerable.Range(split.First, split.PerClass)
        select (split.Name, label, i);

    private static string PathOf(string split, int label, int index) => $"{split}/{Classes[label]}/{index:D4}.png";

    private void WritePhotos(string folder)
    {
        foreach (var (split, label, index) in Photos())
        {
            _folder.Write($"{folder}/{PathOf(split, label, index)}", DrawnImages.Png(label, index, ImageSize));
        }
    }

    private void WriteText(string name, string head, Func<string, int, int, string> line) => File.WriteAllLines(
        _folder.File(name),
        Photos().Select(photo => line(PathOf(photo.Split, photo.Class, photo.Index), photo.Class, photo.Index)).Prepend(head));

    private void WriteTable(string name, bool withClass)
    {
        var random = new SeededRandom(1);
        var rows = Enumerable.Range(0, 60).Select(row => string.Create(CultureInfo.InvariantCulture,
            $"{random.Normal(row % 3, 0.5):F4},{random.Normal(-row % 3, 0.5):F4}{(withClass ? $",{"abc"[row % 3]}" : "")}"));
        File.WriteAllLines(_folder.File(name), rows.Prepend(withClass ? "length,width,species" : "length,width"));
    }
}
