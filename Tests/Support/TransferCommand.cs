using Spectre.Console;

namespace Transfer.Tests.Support;

/// <summary>Runs the program in this process, as a user would.</summary>
internal static class TransferCommand
{
    public static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 200;
        var code = new TransferProgram(console, output, error).Run(args);
        return (code, output.ToString(), error.ToString());
    }
}
