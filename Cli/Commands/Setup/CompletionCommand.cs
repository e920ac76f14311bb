using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer completion bash | zsh | fish | pwsh</c></summary>
internal static class CompletionCommand
{
    public static Command Create(TransferProgram program)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.All.Keys]);
        var command = new Command(
            "completion", "Print a script with which a shell completes commands and options, to be added to its profile.") { shell };
        return program.Handle(command, parsed =>
        {
            foreach (var line in CompletionScripts.All[parsed.GetValue(shell)!].Split('\n'))
            {
                program.Output.WriteLine(line);
            }

            return 0;
        });
    }
}
