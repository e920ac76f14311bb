using Spectre.Console;
using Transfer.Cli;

if (Console.IsOutputRedirected)
{
    // Without a terminal there is no width to fit into.
    AnsiConsole.Profile.Width = 240;
}

var errorConsole = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
return new TransferProgram(AnsiConsole.Console, errorConsole, Console.Out, Console.Error).Run(args);
