using System.CommandLine;
using System.Text.RegularExpressions;
using Transfer.Serving;
using Transfer.Tests.Support;

namespace Transfer.Tests.Docs;

/// <summary>What documents say can be done: commands parse, options exist, C# compiles, links lead somewhere.</summary>
public sealed partial class DocumentTests
{
    private const int MostReadmeLines = 150;

    // Written elsewhere and not merged yet.
    public static TheoryData<string> Pages => [.. MarkdownPage.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_of_the_program_parse(string page)
    {
        foreach (var command in MarkdownPage.Read(page).Blocks.SelectMany(block => block.Commands))
        {
            if (CodeBlock.Arguments(command) is { } arguments)
            {
                var fault = UsageFault.Find(DocumentedProgram.Root().Parse(arguments));
                Assert.True(fault is null, $"{command}: {fault}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_that_are_not_run_say_why(string page)
    {
        foreach (var block in MarkdownPage.Read(page).Blocks.Where(block => block.WhyNotRun is null))
        {
            var other = block.Commands.FirstOrDefault(command => CodeBlock.Arguments(command) is null);
            Assert.True(other is null, $"'{other}' is not run; expected a line <!-- not run: reason --> before the block.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Options_within_sentences_exist(string page)
    {
        Assert.SkipWhen(page == "CHANGELOG.md", "A changelog names options that have gone.");
        var options = Options(DocumentedProgram.Root()).ToHashSet();
        var named = MarkdownPage.Read(page).InlineCode
            .Where(code => code.StartsWith("--", StringComparison.Ordinal) || code.StartsWith("transfer ", StringComparison.Ordinal))
            .SelectMany(code => OptionPattern().Matches(code)).Select(match => match.Value);
        Assert.All(named, option => Assert.Contains(option, options));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Samples_compile(string page)
    {
        var folder = Path.Combine(Repository.Root, "Tests", "Docs");
        var sources = Directory.EnumerateFiles(folder, "*Samples.cs").Select(file => Plain(File.ReadAllLines(file)));
        foreach (var block in MarkdownPage.Read(page).Blocks.Where(block => block.Language == "csharp" && block.WhyNotRun is null))
        {
            var code = Plain(block.Lines.Where(line => !IsUsing(line)));
            Assert.True(sources.Any(source => source.Contains(code, StringComparison.Ordinal)),
                $"No file Tests/Docs/*Samples.cs, which the compiler reads, has:\n{code}");
            if (block.Lines.Any(IsUsing))
            {
                Assert.Equal(NamespacesOf(code), block.Lines.Where(IsUsing).Order());
            }
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
            Assert.True(Path.Exists(path), $"There is no '{link}'.");
            Assert.True(anchor is null || MarkdownPage.Read(path).Anchors.Contains(anchor), $"There is no heading '{link}'.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Source_files_that_are_named_exist(string page)
    {
        var sources = Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet();
        var named = MarkdownPage.Read(page).InlineCode.Where(code => code.EndsWith(".cs", StringComparison.Ordinal));
        Assert.All(named, file => Assert.Contains(Path.GetFileName(file), sources));
    }

    [Fact]
    public void The_training_page_names_every_choice()
    {
        var named = MarkdownPage.Read("docs/training.md").InlineCode.SelectMany(code => code.Split(':', '=')).ToHashSet();
        string[] tables =
        [
            TaskOptions.KindNames, TaskOptions.OutputActivationNames, Losses.Table.Names, Optimizers.Table.Names, RateSchedules.Table.Names,
            HeadLayers.Table.Names,
        ];
        Assert.All(tables.SelectMany(names => AliasPattern().Replace(names, "").Split(", ")), name => Assert.Contains(name, named));
    }

    [Fact]
    public void The_readme_is_read_in_five_minutes() => Assert.InRange(MarkdownPage.Read("README.md").Lines.Count, 1, MostReadmeLines);

    private static IEnumerable<string> Options(Command command) =>
        command.Options.Select(option => option.Name).Concat(command.Subcommands.SelectMany(Options));

    private static bool IsUsing(string line) => line.StartsWith("using Transfer", StringComparison.Ordinal);

    private static IEnumerable<string> NamespacesOf(string code)
    {
        var types = new[] { typeof(TransferLearning), typeof(HeadOptions), typeof(ClassifierServer) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).ToLookup(type => type.Name, type => $"using {type.Namespace};");
        return TypePattern().Matches(code).SelectMany(match => types[match.Value]).Distinct().Order();
    }

    /// <summary>Lines without their indentation, and without empty ones.</summary>
    private static string Plain(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"(?<=\bnew )\w+|(?<![.\w])[A-Z]\w*(?=\.)")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@" \([^)]*\)")]
    private static partial Regex AliasPattern();

    [GeneratedRegex("--[a-z][a-z0-9-]+")]
    private static partial Regex OptionPattern();
}
