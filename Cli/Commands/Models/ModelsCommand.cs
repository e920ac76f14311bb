using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer models inspect | check</c></summary>
internal static class ModelsCommand
{
    public static Command Create(TransferProgram program) => new ProgramCommand("models", "Inspect pretrained networks.")
    {
        ModelsInspectCommand.Create(program),
        ModelsCheckCommand.Create(program),
    };
}
