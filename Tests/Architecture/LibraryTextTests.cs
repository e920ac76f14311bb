using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Transfer.Hosting;
using Transfer.Serving;
using Transfer.Tests.Docs;

namespace Transfer.Tests.Architecture;

/// <summary>Who uses the libraries has no command line: their texts speak of options, and the program adds its flags.</summary>
public sealed partial class LibraryTextTests
{
    private static readonly Regex Commands = new(
        $@"\btransfer ({string.Join('|', DocumentedProgram.Root().Subcommands.Select(command => command.Name))})\b");

    public static TheoryData<string> Libraries =>
    [
        .. new[]
        {
            typeof(ImageLoader), typeof(FeatureStore), typeof(OnnxGraph), typeof(TransferLearning), typeof(DemoRun),
            typeof(ClassifierServices), typeof(TransferCatalog), typeof(ClassifierServer),
        }.Select(type => type.Assembly.Location),
    ];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void No_text_has_a_flag_or_a_command(string library)
    {
        var texts = Texts(library);
        Assert.NotEmpty(texts);
        Assert.DoesNotContain(texts, IsForACommandLine);
    }

    [Fact]
    public void The_program_itself_has_both()
    {
        var texts = Texts(typeof(TransferProgram).Assembly.Location);
        Assert.Contains(texts, FlagPattern().IsMatch);
        Assert.Contains(texts, Commands.IsMatch);
    }

    private static bool IsForACommandLine(string text) => FlagPattern().IsMatch(text) || Commands.IsMatch(text);

    /// <summary>All string literals of an assembly; those of interpolated strings in pieces.</summary>
    private static List<string> Texts(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var (metadata, texts) = (file.GetMetadataReader(), new List<string>());
        for (var handle = MetadataTokens.UserStringHandle(0); ;)
        {
            var text = metadata.GetUserString(handle);
            // Styles have --names of their own.
            var isStyle = text.Contains(":root", StringComparison.Ordinal) || text.StartsWith("var(--", StringComparison.Ordinal);
            if (text.Length > 0 && !isStyle)
            {
                texts.Add(text);
            }

            handle = metadata.GetNextHandle(handle);
            if (handle.IsNil)
            {
                return texts;
            }
        }
    }

    [GeneratedRegex(@"(?<![\w-])--[a-z]")]
    private static partial Regex FlagPattern();
}
