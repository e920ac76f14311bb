using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer report RUN</c></summary>
internal static class ReportCommand
{
    public static Command Create(TransferProgram program)
    {
        var (run, data, device) = (CommonOptions.RunArgument(), CommonOptions.Data(), CommonOptions.Device());
        var command = new ProgramCommand(
            "report", "Write a page about a run, report.html, and its plots as PNG files; opens no test image.")
        {
            Examples = ["report runs/first"],
        };
        command.Add(run);
        command.AddGroup("Options", data, device);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var path = ProgressDisplay.Run(program, progress =>
                RunReport.Write(parsed.GetValue(run)!, parsed.GetValue(device)!, parsed.GetValue(data), progress, cancellation));
            program.Output.WriteLine($"Written: {path}");
        });
    }
}
