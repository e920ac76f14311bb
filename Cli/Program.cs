using System.Runtime.CompilerServices;
using Spectre.Console;
using Transfer.Cli;

if (DescriptorLimit.Fault() is { } fault)
{
    Console.Error.WriteLine($"Error: {fault}");
    return ExitCodes.Failed;
}

return Run(args);

// On its own, so that no library is loaded before the limit is looked at.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(string[] args)
{
    if (Console.IsOutputRedirected)
    {
        // Without a terminal there is no width to fit into.
        AnsiConsole.Profile.Width = 240;
    }

    var errorConsole = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    return new TransferProgram(AnsiConsole.Console, errorConsole, Console.Out, Console.Error).Run(args);
}
