using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer models list | pull | verify | add | inspect | check</c></summary>
internal static class ModelsCommand
{
    public static Command Create(TransferProgram program) => new ProgramCommand("models", "List, download and inspect pretrained networks.")
    {
        ModelsListCommand.Create(program),
        ModelsPullCommand.Create(program),
        ModelsVerifyCommand.Create(program),
        ModelsAddCommand.Create(program),
        ModelsInspectCommand.Create(program),
        ModelsCheckCommand.Create(program),
    };
}
