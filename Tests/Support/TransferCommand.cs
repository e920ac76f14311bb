using Spectre.Console;

namespace Transfer.Tests.Support;

/// <summary>Runs the program in this process, as a user would.</summary>
internal static class TransferCommand
{
    private const int Width = 200;

    /// <summary>Results with progress, hints and warnings between them, as they are seen on a screen; and faults.</summary>
    public static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (Run(Width, output, error, output, args), output.ToString(), error.ToString());
    }

    /// <summary>The two streams, as a pipe gets them.</summary>
    public static (int Code, string Output, string Error) RunStreams(params string[] args) => RunStreams(Width, args);

    /// <param name="width">The number of columns of the screen.</param>
    /// <inheritdoc cref="RunStreams(string[])"/>
    public static (int Code, string Output, string Error) RunStreams(int width, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (Run(width, output, error, error, args), output.ToString(), error.ToString());
    }

    private static int Run(int width, TextWriter output, TextWriter error, TextWriter remarks, string[] args) =>
        new TransferProgram(Console(output, width), Console(error, width), output, error)
        {
            AllRemarks = new VisibleWriter(remarks),
        }.Run(args);

    /// <summary>
    /// A command that fails says so in one sentence; one that is wrongly used also says how it is used and where there is help.
    /// </summary>
    public static void CheckFault(int code, string error)
    {
        Assert.InRange(code, 1, 2);
        var lines = error.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("Error: ", lines[0], StringComparison.Ordinal);
        Assert.True(lines.Length == (code == 1 ? 1 : 3), error);
        if (code == 2)
        {
            Assert.StartsWith("Usage: transfer ", lines[1], StringComparison.Ordinal);
            Assert.EndsWith(" --help", lines[2], StringComparison.Ordinal);
        }
    }

    private static IAnsiConsole Console(TextWriter writer, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        return console;
    }
}
