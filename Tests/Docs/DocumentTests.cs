using System.CommandLine;
using System.Text.RegularExpressions;
using Spectre.Console.Testing;
using Transfer.Cli;

namespace Transfer.Tests.Docs;

/// <summary>What documents say can be done: commands parse and run, options exist, C# compiles, links lead somewhere.</summary>
public sealed partial class DocumentTests
{
    private const int MostReadmeLines = 150;

    // Written elsewhere and not merged yet.
    private static readonly string[] Awaited = ["fine-tuning.md", "augmentation.md", "cache-format.md"];

    public static TheoryData<string> Pages => [.. MarkdownPage.All.Select(page => page.Name)];

    public static TheoryData<string> PagesWithCommands => [.. MarkdownPage.All.Where(page => RunCommands(page).Any()).Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_of_the_program_parse(string page)
    {
        foreach (var command in MarkdownPage.Read(page).Blocks.SelectMany(block => block.Commands))
        {
            if (CodeBlock.Arguments(command) is { } arguments)
            {
                Assert.True(Root().Parse(arguments).Errors is [], $"{command}: {string.Join(' ', Root().Parse(arguments).Errors)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_that_are_not_run_say_why(string page)
    {
        foreach (var block in MarkdownPage.Read(page).Blocks.Where(block => block.WhyNotRun is null))
        {
            var others = block.Commands.Where(command => CodeBlock.Arguments(command) is null);
            Assert.True(!others.Any(), $"'{others.FirstOrDefault()}' is not run; expected a line <!-- not run: reason --> before the block.");
        }
    }

    [Theory]
    [MemberData(nameof(PagesWithCommands))]
    public async Task Commands_that_are_not_marked_run(string page)
    {
        using var folder = new DocumentFolder();
        foreach (var command in RunCommands(MarkdownPage.Read(page)))
        {
            var (code, output) = await folder.Run(CodeBlock.Arguments(command)!, TestContext.Current.CancellationToken);
            Assert.True(code == 0, $"{command}\n{output}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Options_within_sentences_exist(string page)
    {
        var options = Options(Root()).ToHashSet();
        var named = MarkdownPage.Read(page).InlineCode.Where(code => code.StartsWith("--", StringComparison.Ordinal) || code.StartsWith("transfer ", StringComparison.Ordinal))
            .SelectMany(code => OptionPattern().Matches(code)).Select(match => match.Value);
        Assert.All(named, option => Assert.Contains(option, options));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Samples_compile(string page)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Support.Repository.Root, "Tests", "Docs"), "*Samples.cs").Select(file => Plain(File.ReadAllLines(file)));
        foreach (var block in MarkdownPage.Read(page).Blocks.Where(block => block.Language == "csharp" && block.WhyNotRun is null))
        {
            var lines = Plain(block.Lines.Where(line => !line.StartsWith("using Transfer", StringComparison.Ordinal)));
            Assert.True(sources.Any(source => source.Contains(lines, StringComparison.Ordinal)), $"No file Tests/Docs/*Samples.cs, which the compiler reads, has:\n{lines}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page)
    {
        var from = MarkdownPage.Read(page);
        foreach (var link in from.Links)
        {
            var (target, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
            var path = target.Length == 0 ? from.Path : Path.GetFullPath(target, Path.GetDirectoryName(from.Path)!);
            if (!Path.Exists(path) && Awaited.Contains(Path.GetFileName(path)))
            {
                continue;
            }

            Assert.True(Path.Exists(path), $"There is no '{link}'.");
            Assert.True(anchor is null || MarkdownPage.Read(path).Anchors.Contains(anchor), $"There is no heading '{link}'.");
        }
    }

    [Fact]
    public void The_readme_is_read_in_five_minutes() => Assert.InRange(MarkdownPage.Read("README.md").Lines.Count, 1, MostReadmeLines);

    private static IEnumerable<string> RunCommands(MarkdownPage page) => page.Blocks.Where(block => block.WhyNotRun is null)
        .SelectMany(block => block.Commands).Where(command => CodeBlock.Arguments(command) is not null);

    private static RootCommand Root() => new TransferProgram(new TestConsole(), TextWriter.Null, TextWriter.Null).Root();

    private static IEnumerable<string> Options(Command command) =>
        command.Options.Select(option => option.Name).Concat(command.Subcommands.SelectMany(Options));

    /// <summary>Lines without their indentation, and without empty ones.</summary>
    private static string Plain(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex OptionPattern();
}
