using System.Text.RegularExpressions;
using Transfer.Tests.Support;

namespace Transfer.Tests.Docs;

/// <summary>A page of the documents, read for what tests check: code blocks, code within sentences, links and headings.</summary>
internal sealed partial class MarkdownPage
{
    private const string Fence = "```";

    private MarkdownPage(string path)
    {
        Path = path;
        Lines = File.ReadAllLines(path);
        (Blocks, Text) = Split(Lines);
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The path below the repository, with <c>/</c> between folders.</summary>
    public string Name => System.IO.Path.GetRelativePath(Repository.Root, Path).Replace('\\', '/');

    public IReadOnlyList<string> Lines { get; }

    /// <summary>The code blocks in order.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The lines outside code blocks.</summary>
    public IReadOnlyList<string> Text { get; }

    /// <summary>Code within sentences, such as <c>--views 4</c>.</summary>
    public IEnumerable<string> InlineCode =>
        Text.SelectMany(line => InlineCodePattern().Matches(line)).Select(match => match.Groups[1].Value);

    /// <summary>The targets of links and images that are not web addresses.</summary>
    public IEnumerable<string> Links => Text.SelectMany(line => LinkPattern().Matches(line))
        .Select(match => match.Groups[1].Value + match.Groups[2].Value)
        .Where(target => !target.StartsWith("http", StringComparison.Ordinal));

    /// <summary>What a link can have after <c>#</c>, as GitHub makes it of headings.</summary>
    public IEnumerable<string> Anchors => Text.Where(line => line.StartsWith('#'))
        .Select(line => NoAnchorPattern().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The README, CONTRIBUTING, CHANGELOG and all of <c>docs/</c>.</summary>
    public static IEnumerable<MarkdownPage> All => Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, "docs"), "*.md")
        .Concat(new[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }.Select(name => System.IO.Path.Combine(Repository.Root, name)))
        .Order(StringComparer.Ordinal).Select(path => new MarkdownPage(path));

    public static MarkdownPage Read(string name) => new(System.IO.Path.Combine(Repository.Root, name));

    private static (IReadOnlyList<CodeBlock> Blocks, IReadOnlyList<string> Text) Split(IReadOnlyList<string> lines)
    {
        var blocks = new List<CodeBlock>();
        var text = new List<string>();
        var seen = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                text.Add(lines[i]);
                continue;
            }

            var first = i + 1;
            for (i = first; i < lines.Count && lines[i] != Fence; i++)
            {
            }

            // The last line between the block before and this one.
            var marker = MarkerPattern().Match(text.Skip(seen).LastOrDefault(line => line.Length > 0) ?? "");
            seen = text.Count;
            var whyNot = marker.Success ? marker.Groups[1].Value : null;
            blocks.Add(new CodeBlock(lines[first - 1][Fence.Length..], [.. lines.Take(first..i)], whyNot));
        }

        return (blocks, text);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InlineCodePattern();

    [GeneratedRegex(@"\]\(([^)\s]+)\)|<img [^>]*src=""([^""]+)""")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoAnchorPattern();

    [GeneratedRegex("^<!-- not (?:run|compiled): (.+) -->$")]
    private static partial Regex MarkerPattern();
}
