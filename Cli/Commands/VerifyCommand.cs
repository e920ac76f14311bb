using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer verify MODEL</c></summary>
internal static class VerifyCommand
{
    public static Command Create(TransferProgram program)
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "a run folder, or a model.onnx of 'transfer train', 'finetune' or 'export'",
        };
        var (device, json) = (CommonOptions.Device(), CommonOptions.Json());
        var command = new ProgramCommand(
            "verify", "Run a model on the small images that it holds, and compare with what the trainer gave: may it be trusted here?")
        {
            Examples = ["verify runs/first", "verify model.onnx --device cuda --json"],
        };
        command.Add(model);
        command.AddGroup("Options", device, json);
        return program.Handle(command, parsed =>
        {
            var result = ModelVerification.Run(new VerifyOptions
            {
                Model = parsed.GetValue(model)!,
                Device = parsed.GetValue(device)!,
            });
            program.Write(parsed.GetValue(json), result, output =>
            {
                output.WriteLine($"{result.Path} on {result.Device}, ONNX Runtime {result.Runtime}.");
                output.WriteLine(result);
            });
            return result.IsTrusted ? ExitCodes.Done : ExitCodes.Failed;
        });
    }
}
