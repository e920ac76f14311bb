using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer reproduce RUN</c></summary>
internal static class ReproduceCommand
{
    public static Command Create(TransferProgram program)
    {
        var run = CommonOptions.RunArgument();
        var target = Value<string?>("--run", "FOLDER", "folder of the new run [default: RUN-reproduced]");
        var (data, json) = (CommonOptions.Data(), CommonOptions.Json());
        var cache = CommonOptions.Cache("one of its own, so that every image is decoded and run again");
        var command = new ProgramCommand("reproduce", "Do a run again from its record, and say which results are the same.")
        {
            Examples = ["reproduce runs/first", "reproduce runs/first --data /mnt/photos --json"],
        };
        command.Add(run);
        command.AddGroup("Options", target, data, cache, json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = new ReproduceOptions
            {
                Run = parsed.GetValue(run)!,
                Output = parsed.GetValue(target),
                Data = parsed.GetValue(data),
                Cache = parsed.GetValue(cache),
            };
            var result = ProgressDisplay.Run(program, progress => RunReproduction.Run(options, progress, cancellation));
            program.Write(parsed.GetValue(json), result, output => Show(output, result));
            return result.Agrees ? ExitCodes.Done : ExitCodes.Failed;
        });
    }

    private static void Show(TextWriter output, ReproduceResult result)
    {
        foreach (var hash in result.Hashes)
        {
            output.WriteLine($"{(hash.Agrees ? "the same " : "different")}  {hash.Name}  {Short(hash.Before)}"
                + (hash.Agrees ? "" : $" was, {Short(hash.After)} is"));
        }

        foreach (var difference in result.Differences)
        {
            output.WriteLine(difference);
        }

        output.WriteLine($"Validation: {result.After}; it was {result.Before}.");
        output.WriteLine(result.Agrees ? "The run is reproduced, byte for byte." : "The run is not reproduced byte for byte.");
        output.WriteLine($"Run folder: {result.Run}");
    }

    private static string Short(string? hash) => hash is null ? "none" : hash[..Math.Min(16, hash.Length)];
}
