using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer models verify</c></summary>
internal static class ModelsVerifyCommand
{
    public static Command Create(TransferProgram program)
    {
        var json = CommonOptions.Json();
        var command = new ProgramCommand("verify", "Compare every network of the registry that is on this machine with its SHA-256.")
        {
            Examples = ["models verify"],
        };
        command.AddGroup("Options", json);
        return program.Handle(command, parsed =>
        {
            var results = BackboneRegistry.All.Select(r => new { r.Name, File = BackboneRegistry.FileOf(r.Name) })
                .Where(r => r.File is not null)
                .Select(r => new { r.Name, r.File, IsRight = BackboneRegistry.Verify(r.Name) }).ToList();
            program.Write(parsed.GetValue(json), results, output =>
            {
                foreach (var result in results)
                {
                    var state = result.IsRight switch
                    {
                        true => "right",
                        false => "WRONG; delete it and pull it again",
                        null => "no hash is known",
                    };
                    output.WriteLine($"{result.Name}: {state} ({result.File})");
                }
            });
            return results.Any(r => r.IsRight == false) ? ExitCodes.Failed : ExitCodes.Done;
        });
    }
}
