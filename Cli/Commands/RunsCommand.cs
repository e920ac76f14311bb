using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer runs [FOLDER]</c></summary>
internal static class RunsCommand
{
    private static readonly TextColumn[] Columns =
    [
        new("Run", 9), new("Data", 4), new("Network", 6), new("Method", 5), new("Metric", 8), new("Split", 3),
        new("Seconds", 2) { IsNumber = true }, new("Began", 1),
    ];

    public static Command Create(TransferProgram program)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "a folder that has run folders in it",
            DefaultValueFactory = _ => "runs",
        };
        var order = Choice("--sort", "order of the list: by name, the best metric first, the fastest first, or the oldest first",
            "name", "metric", "time", "date");
        var json = CommonOptions.Json();
        var command = new ProgramCommand("runs", "List the runs of a folder with data, network, method, main metric and time.")
        {
            Examples = ["runs", "runs experiments --sort metric --json"],
        };
        command.Add(folder);
        command.AddGroup("Options", order, json);
        return program.Handle(command, parsed =>
        {
            var runs = RunList.Read(parsed.GetValue(folder)!, Enum.Parse<RunOrder>(parsed.GetValue(order)!, ignoreCase: true));
            program.Write(parsed.GetValue(json), runs, output =>
            {
                new TextTable(Columns, [.. runs.Where(r => r.Fault is null).Select(Row)]).Write(output, program.Remarks, program.Width);
                foreach (var run in runs.Where(r => r.Fault is not null))
                {
                    program.Error.WriteLine($"Left out: {run.Path}: {run.Fault}");
                }

                if (runs.Count == 0)
                {
                    program.Remarks.WriteLine($"'{parsed.GetValue(folder)}' has no run folders in it.");
                }
            });
            return ExitCodes.Of(runs.Count(r => r.Fault is not null));
        });
    }

    private static string[] Row(RunSummary run) =>
    [
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path))),
        Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Data)), run.Backbone, run.Method,
        run.Metric is { } metric ? $"{metric.Name} {metric}" : run.Status, run.Split,
        run.Seconds?.ToString("N1", CultureInfo.InvariantCulture) ?? "",
        run.Started?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
    ];
}
