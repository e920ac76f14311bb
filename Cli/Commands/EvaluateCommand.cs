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
        var (device, cache) = (CommonOptions.Device(), CommonOptions.Cache("as RUN"));
        var command = new Command(
            "evaluate", "Evaluate a run on its test images, which no other command opens, and count how often that was done.")
        {
            run, split, data, testViews, cache, device,
        };
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
            Show(program.Output, ProgressDisplay.Run(program, progress => RunEvaluation.Run(options, progress, cancellation)));
        });
    }

    private static void Show(TextWriter output, EvaluateResult result)
    {
        EvaluationDisplay.Show(output, result.Split, result.Plain, result.Adjusted);
        ViewReportDisplay.Show(output, result.Split, result.Views);
        output.WriteLine($"Predictions: {result.PredictionsPath}");
        if (result.Opening is { } opening)
        {
            output.WriteLine(opening);
        }
    }
}
