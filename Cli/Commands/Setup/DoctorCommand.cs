using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(TransferProgram program)
    {
        var json = CommonOptions.Json();
        var command = new Command(
            "doctor", "Print versions, processor, device, cache and where libraries were found; fails if one cannot be used.") { json };
        return program.Handle(command, parsed =>
        {
            var facts = MachineReport.Look();
            if (parsed.GetValue(json))
            {
                JsonText.WritePage(program.Output, facts);
            }
            else
            {
                foreach (var fact in facts)
                {
                    program.Output.WriteLine($"{fact.Name + ":",-15}{(fact.IsFault ? "NOT USABLE: " : "")}{fact.Value}");
                }
            }

            return facts.Any(f => f.IsFault) ? 1 : 0;
        });
    }
}
