using System.CommandLine;
using System.Globalization;

namespace Transfer.Cli;

/// <summary><c>transfer models list</c></summary>
internal static class ModelsListCommand
{
    private static readonly TextColumn[] Columns =
    [
        new("Name", 9), new("State", 8), new("Pixels", 4) { IsNumber = true }, new("MB", 7) { IsNumber = true }, new("Licence", 3),
        new("Top-1 %", 1) { IsNumber = true }, new("Preprocessing", 5), new("Origin", 2),
    ];

    public static Command Create(TransferProgram program)
    {
        var json = CommonOptions.Json();
        var command = new ProgramCommand("list", "List the pretrained networks that are known by name, and which are on this machine.")
        {
            Examples = ["models list", "models list --json"],
        };
        command.AddGroup("Options", json);
        return program.Handle(command, parsed =>
        {
            var rows = BackboneRegistry.All.Select(r => new { r.Name, State = StateOf(r), Record = r }).ToList();
            program.Write(parsed.GetValue(json), rows, output =>
            {
                new TextTable(Columns, [.. rows.Select(r => Row(r.Record, r.State))]).Write(output, program.Remarks, program.Width);
                program.Remarks.WriteLine($"Downloaded networks lie in {BackboneRegistry.Folder}. Give a name wherever a file is asked "
                    + "for, such as train PHOTOS --model resnet18; 'transfer models pull NAME' downloads it.");
            });
            return ExitCodes.Done;
        });
    }

    private static string StateOf(BackboneRecord record) => BackboneRegistry.FileOf(record.Name) is { } file
        ? file.StartsWith(BackboneRegistry.Folder, StringComparison.Ordinal) ? "here" : "included"
        : record.Sources.Count > 0 ? "to pull" : "to export";

    private static string[] Row(BackboneRecord record, string state) =>
    [
        record.Name, state, $"{record.ImageSize}", record.Bytes > 0 ? $"{record.Bytes / 1e6:N1}" : "", record.Licence,
        record.Top1?.ToString("N2", CultureInfo.InvariantCulture) ?? "", record.Preprocessing ?? "", record.Origin,
    ];
}
