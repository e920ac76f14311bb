using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer export RUN</c></summary>
internal static class ExportCommand
{
    public static Command Create(TransferProgram program)
    {
        var run = CommonOptions.RunArgument();
        var target = Value<string?>("--output", "FILE", "file to write [default: model.onnx in the run folder]");
        var cache = CommonOptions.Cache("as RUN");
        var command = new Command("export", "Write the model of a run as one ONNX file again, checked against the trained model.")
        {
            run, target, cache,
        };
        return program.Handle(command, (parsed, cancellation) =>
        {
            var path = ProgressDisplay.Run(program, progress =>
                TransferLearning.Export(parsed.GetValue(run)!, parsed.GetValue(target), parsed.GetValue(cache), progress, cancellation));
            program.Output.WriteLine($"Written: {path}");
        });
    }
}
