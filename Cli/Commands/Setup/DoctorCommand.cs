using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(TransferProgram program)
    {
        var json = CommonOptions.Json();
        var command = new ProgramCommand(
            "doctor", "Print versions, processor, device, cache and where libraries were found; fails if one cannot be used.")
        {
            Examples = ["doctor", "doctor --json"],
        };
        command.AddGroup("Options", json);
        return program.Handle(command, parsed =>
        {
            var facts = MachineReport.Look();
            program.Write(parsed.GetValue(json), facts, output =>
            {
                foreach (var fact in facts)
                {
                    output.WriteLine($"{fact.Name + ":",-15}{(fact.IsFault ? "NOT USABLE: " : "")}{fact.Value}");
                }
            });
            return facts.Any(f => f.IsFault) ? ExitCodes.Failed : ExitCodes.Done;
        });
    }
}
