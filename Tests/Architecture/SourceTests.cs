using Transfer.Tests.Support;

namespace Transfer.Tests.Architecture;

/// <summary>Limits on the size of sources.</summary>
public sealed class SourceTests
{
    private const int MostColumns = 140;
    private const int MostLines = 300;

    private static readonly string[] Generated = ["obj", "bin"];

    [Fact]
    public void No_line_has_more_than_140_columns()
    {
        var tooLong =
            from file in Sources()
            from line in File.ReadLines(file).Index()
            where line.Item.Length > MostColumns
            select $"{Name(file)}:{line.Index + 1}";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_file_has_more_than_300_lines() =>
        Assert.Empty(Sources().Where(file => File.ReadLines(file).Count() > MostLines).Select(Name));

    [Fact]
    public void A_namespace_is_the_project_or_one_of_its_folders()
    {
        var others =
            from file in Sources()
            let folders = Name(file).Split(Path.DirectorySeparatorChar)
            let line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal))
            let project = $"namespace Transfer.{folders[0]}"
            where line is not null && line != $"{project};"
                && !Enumerable.Range(2, folders.Length - 2).Any(end => line == $"{project}.{string.Join('.', folders[1..end])};")
            select $"{Name(file)}: {line}";
        Assert.Empty(others);
    }

    private static string Name(string file) => Path.GetRelativePath(Repository.Root, file);

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Name(file).Split(Path.DirectorySeparatorChar).Any(Generated.Contains));
}
