using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer cache compact</c></summary>
internal static class CacheCompactCommand
{
    public static Command Create(TransferProgram program)
    {
        var (cache, json) = (CommonOptions.Cache(), CommonOptions.Json());
        var command = new ProgramCommand("compact", "Merge small shards into larger ones; other runs may read and write meanwhile.")
        {
            Examples = ["cache compact"],
        };
        command.AddGroup("Options", cache, json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var result = CacheCompaction.Run(parsed.GetValue(cache), cancellation);
            program.Write(parsed.GetValue(json), result, output => output.WriteLine(result.Merged == 0
                ? $"Nothing to merge: {result.Before:N0} shards."
                : $"Merged {result.Merged:N0} small shards: {result.Before:N0} shards became {result.After:N0}, "
                    + $"{ByteText.Of(Math.Max(0, result.BytesFreed))} freed."));
            if (result.Left > 0)
            {
                program.Remarks.WriteLine(
                    $"{result.Left:N0} merged shards are still open in another program; compact again when it has ended.");
            }
        });
    }
}
