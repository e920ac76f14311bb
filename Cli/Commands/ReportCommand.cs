using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer report RUN</c></summary>
internal static class ReportCommand
{
    public static Command Create(TransferProgram program)
    {
        var run = new Argument<string>("RUN") { Description = "a run folder of 'transfer train' or 'transfer finetune'" };
        var device = CommonOptions.Device();
        var command = new Command("report", "Write one page about a run, report.html, and its plots as PNG files; opens no test image.") { run, device };
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var path = ProgressDisplay.Run(program, progress => RunReport.Write(parsed.GetValue(run)!, parsed.GetValue(device)!, progress, cancellation));
            program.Output.WriteLine($"Written: {path}");
            return 0;
        })));
        return command;
    }
}
