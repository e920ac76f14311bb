using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer evaluate RUN</c></summary>
internal static class EvaluateCommand
{
    public static Command Create(TransferProgram program)
    {
        var run = CommonOptions.RunArgument();
        var split = Choice("--split", "which images; each use of the test images is counted", "test", "validation");
        var (data, testViews) = (CommonOptions.Data(), CommonOptions.TestViews("as RUN"));
        var (device, cache, json) = (CommonOptions.Device(), CommonOptions.Cache("as RUN"), CommonOptions.Json());
        var command = new ProgramCommand(
            "evaluate", "Evaluate a run on its test images, which no other command opens, and count how often that was done.")
        {
            Examples = ["evaluate runs/first", "evaluate runs/first --split validation --tta 4 --json"],
        };
        command.Add(run);
        command.AddGroup("Options", split, data, testViews, cache, device, json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = new EvaluateOptions
            {
                Run = parsed.GetValue(run)!,
                Split = parsed.GetValue(split)!,
                Data = parsed.GetValue(data),
                TestViews = parsed.GetValue(testViews),
                Device = parsed.GetValue(device)!,
                Cache = parsed.GetValue(cache),
            };
            var result = ProgressDisplay.Run(program, progress => RunEvaluation.Run(options, progress, cancellation));
            program.Write(parsed.GetValue(json), result, output => Show(program, output, result));
            return ExitCodes.Of(result.Excluded.Count + result.Missing);
        });
    }

    private static void Show(TransferProgram program, TextWriter output, EvaluateResult result)
    {
        EvaluationDisplay.Show(program, output, result.Split, result.Plain, result.Adjusted);
        ViewReportDisplay.Show(output, program.Width, result.Split, result.Views);
        output.WriteLine($"Predictions: {result.PredictionsPath}");
        if (result.Opening is { } opening)
        {
            output.WriteLine(opening);
        }
    }
}
