using Spectre.Console;
using Transfer.Cli;

if (Console.IsOutputRedirected)
{
    // Without a terminal there is no width to fit into.
    AnsiConsole.Profile.Width = 240;
}

return new TransferProgram(AnsiConsole.Console, Console.Out, Console.Error).Run(args);
