using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer export RUN</c></summary>
internal static class ExportCommand
{
    public static Command Create(TransferProgram program)
    {
        var run = CommonOptions.RunArgument();
        var target = Value<string?>("--out", "FILE", "file to write [default: model.onnx in the run folder]");
        var input = CommonOptions.Input("as RUN");
        var samples = Switch("--with-samples", "keep small copies of up to four validation images in the file, for 'transfer verify'");
        var command = new ProgramCommand(
            "export", "Write the model of a run as one ONNX file again, checked against the trained model; needs no images and no cache.")
        {
            Examples = ["export runs/first", "export runs/first --out pets.onnx --input tensor"],
        };
        command.Add(run);
        command.AddGroup("Options", target, input, samples);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = new ExportOptions
            {
                Run = parsed.GetValue(run)!,
                Output = parsed.GetValue(target),
                Input = CommonOptions.InputOf(parsed.GetValue(input)),
                WithSamples = parsed.GetValue(samples),
            };
            var path = ProgressDisplay.Run(program, progress => TransferLearning.Export(options, progress, cancellation));
            program.Output.WriteLine($"Written: {path}");
            return ExitCodes.Done;
        });
    }
}
