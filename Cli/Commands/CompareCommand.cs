using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer compare RUN RUN</c></summary>
internal static class CompareCommand
{
    public static Command Create(TransferProgram program)
    {
        var first = new Argument<string>("FIRST") { Description = "a run folder" };
        var second = new Argument<string>("SECOND") { Description = "the folder of another run on the same validation images" };
        var command = new Command("compare", "Compare two runs image by image; says whether their difference may be chance.")
        {
            first, second,
        };
        return program.Handle(command, parsed =>
        {
            Show(program.Output, Comparison.Of(parsed.GetValue(first)!, parsed.GetValue(second)!));
            return 0;
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

        foreach (var warning in comparison.Warnings)
        {
            output.WriteLine($"Warning: {warning}");
        }

        static string Row(EvaluationResult result) =>
            $"{result.Metrics[0].Name} {result.Metrics[0]} {EvaluationDisplay.TooGood(result)}".TrimEnd();
    }
}
