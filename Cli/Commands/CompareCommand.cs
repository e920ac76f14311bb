using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer compare RUN RUN</c></summary>
internal static class CompareCommand
{
    public static Command Create(TransferProgram program)
    {
        var json = CommonOptions.Json();
        var first = new Argument<string>("FIRST") { Description = "a run folder" };
        var second = new Argument<string>("SECOND") { Description = "the folder of another run on the same validation images" };
        var command = new ProgramCommand("compare", "Compare two runs image by image; says whether their difference may be chance.")
        {
            Examples = ["compare runs/first runs/second", "compare runs/first runs/second --json"],
        };
        command.Add(first);
        command.Add(second);
        command.AddGroup("Options", json);
        return program.Handle(command, parsed =>
        {
            var comparison = Comparison.Of(parsed.GetValue(first)!, parsed.GetValue(second)!);
            program.Write(parsed.GetValue(json), comparison, output => Show(output, comparison));
            foreach (var warning in comparison.Warnings)
            {
                program.Remarks.WriteLine($"Warning: {warning}");
            }

            return ExitCodes.Done;
        });
    }

    private static void Show(TextWriter output, Comparison comparison)
    {
        output.WriteLine($"On the same {comparison.Difference.Total:N0} validation samples, with 95 % intervals:");
        output.WriteLine($"  first       {Row(comparison.First)}");
        output.WriteLine($"  second      {Row(comparison.Second)}");
        output.WriteLine($"  difference  {comparison.Difference}");
        output.WriteLine(comparison.Verdict);
        if (comparison.Folds is { } folds)
        {
            output.WriteLine($"Over the folds of both: {folds}");
        }

        static string Row(EvaluationResult result) =>
            $"{result.Metrics[0].Name} {result.Metrics[0]} {EvaluationDisplay.TooGood(result)}".TrimEnd();
    }
}
