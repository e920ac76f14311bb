using Spectre.Console.Testing;
using Transfer.Cli;

namespace Transfer.Tests.Support;

/// <summary>Runs the program in this process, as a user would.</summary>
internal static class TransferCommand
{
    public static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var console = new TestConsole().Width(200);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new TransferProgram(console, output, error).Run(args);
        return (code, output + console.Output, error.ToString());
    }
}
