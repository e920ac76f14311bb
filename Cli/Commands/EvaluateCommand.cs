using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer evaluate RUN</c></summary>
internal static class EvaluateCommand
{
    public static Command Create(TransferProgram program)
    {
        var run = new Argument<string>("RUN") { Description = "a run folder of 'transfer train' or 'transfer finetune'" };
        var split = new Option<string>("--split") { Description = "test, which is counted, or validation", DefaultValueFactory = _ => "test" };
        split.AcceptOnlyFromAmong("test", "validation");
        var testViews = new Option<int?>("--tta") { Description = "test-time augmentation: average over the clean image and this many cached views of it [default: as RUN]" };
        var (device, cache) = (CommonOptions.Device(), CommonOptions.Cache());
        var command = new Command("evaluate", "Measure a run on its test images, which no other command opens; says how often they have been.") { run, split, testViews, cache, device };
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var options = new EvaluateOptions
            {
                Run = parsed.GetValue(run)!,
                Split = parsed.GetValue(split)!,
                TestViews = parsed.GetValue(testViews),
                Device = parsed.GetValue(device)!,
                Cache = parsed.GetValue(cache),
            };
            Show(program.Output, ProgressDisplay.Run(program, progress => Evaluation.Run(options, progress, cancellation)));
            return 0;
        })));
        return command;
    }

    private static void Show(TextWriter output, EvaluateResult result)
    {
        EvaluationDisplay.Show(output, result.Split, result.Plain, result.Adjusted);
        ViewReportDisplay.Show(output, result.Split, result.Views);
        output.WriteLine($"Predictions: {result.Run.PredictionsPath(result.Split)}");
        if (result.Opening is { } opening)
        {
            output.WriteLine(opening);
        }
    }
}
