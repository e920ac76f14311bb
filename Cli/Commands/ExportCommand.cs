using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer export RUN</c></summary>
internal static class ExportCommand
{
    public static Command Create(TransferProgram program)
    {
        var run = new Argument<string>("RUN") { Description = "a run folder of 'transfer train'" };
        var target = new Option<string?>("--output") { Description = "where to write [default: model.onnx in the run folder]" };
        var cache = CommonOptions.Cache();
        var command = new Command("export", "Write a run's base and head as one ONNX file again, checked against the trained model.") { run, target, cache };
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var path = ProgressDisplay.Run(program, progress =>
                TransferLearning.Export(parsed.GetValue(run)!, parsed.GetValue(target), parsed.GetValue(cache), progress, cancellation));
            program.Output.WriteLine($"Written: {path}");
            return 0;
        })));
        return command;
    }
}
