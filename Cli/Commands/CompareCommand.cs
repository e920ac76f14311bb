using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer compare RUN RUN</c></summary>
internal static class CompareCommand
{
    public static Command Create(TransferProgram program)
    {
        var json = CommonOptions.Json();
        var first = new Argument<string>("FIRST") { Description = "a run folder" };
        var others = new Argument<string[]>("SECOND")
        {
            Description = "the folders of other runs on the same validation images, each of which is compared with the first",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new ProgramCommand("compare", "Compare runs image by image; says whether their difference may be chance.")
        {
            Examples = ["compare runs/first runs/second", "compare runs/first runs/second --json"],
        };
        command.Add(first);
        command.Add(others);
        command.AddGroup("Options", json);
        return program.Handle(command, parsed =>
        {
            string[] runs = parsed.GetValue(others)!;
            var comparisons = Comparison.Of(parsed.GetValue(first)!, runs);
            object value = runs.Length == 1 ? comparisons[0] : new { Comparisons = comparisons };
            program.Write(parsed.GetValue(json), value, output =>
            {
                foreach (var (run, comparison) in runs.Zip(comparisons))
                {
                    if (runs.Length > 1)
                    {
                        output.WriteLine($"{parsed.GetValue(first)} and {run}");
                    }

                    Show(output, program.Width, comparison);
                }
            });
            foreach (var warning in comparisons.SelectMany(c => c.Warnings).Distinct())
            {
                program.Remarks.WriteLine($"Warning: {warning}");
            }

            return ExitCodes.Done;
        });
    }

    private static void Show(TextWriter output, int width, Comparison comparison)
    {
        output.WriteLine($"On the same {comparison.Difference.Total:N0} validation samples, with 95 % intervals:");
        output.WriteLine($"  first       {Row(comparison.First)}");
        output.WriteLine($"  second      {Row(comparison.Second)}");
        foreach (var line in TextWidth.Wrap($"  difference  {comparison.Difference}", width, indent: 14))
        {
            output.WriteLine(line);
        }

        output.WriteLine(comparison.Verdict);
        output.WriteLine("All metrics, the second less the first, with paired 95 % intervals:");
        foreach (var metric in comparison.Metrics)
        {
            output.WriteLine($"  {metric.Name,-18}{metric}{(metric.IsLowerBetter ? ", lower is better" : "")}");
        }

        if (comparison.Folds is { } folds)
        {
            output.WriteLine($"Over the folds of both: {folds}");
        }

        static string Row(EvaluationResult result) =>
            $"{result.Metrics[0].Name} {result.Metrics[0]} {EvaluationDisplay.TooGood(result)}".TrimEnd();
    }
}
