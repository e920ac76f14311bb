using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer completion bash | zsh | fish | pwsh</c></summary>
internal static class CompletionCommand
{
    public static Command Create(TransferProgram program)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        var command = new ProgramCommand(
            "completion", "Print a script with which a shell completes commands and options, to be added to its profile.")
        {
            Examples = ["completion bash"],
        };
        command.Add(shell);
        return program.Handle(command, parsed =>
        {
            var name = parsed.GetValue(shell)!;
            var script = CompletionScripts.All.GetValueOrDefault(name)
                ?? throw new ArgumentException($"'{name}' is no shell. Expected {string.Join(" or ", CompletionScripts.All.Keys)}.");
            foreach (var line in script.Split('\n'))
            {
                program.Output.WriteLine(line);
            }

            return ExitCodes.Done;
        });
    }
}
