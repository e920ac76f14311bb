namespace Transfer.Cli;

/// <summary>Shows the result of <c>train</c> and <c>finetune</c>.</summary>
internal static class TrainingDisplay
{
    // With the figures behind it, it fits into 80 columns.
    private const int MostOfName = 40;

    /// <returns>The exit code.</returns>
    public static int Show(TransferProgram program, bool asJson, TrainResult result)
    {
        program.Write(asJson, Fields(result), output => Show(program, output, result));
        return ExitCodes.Of(result.Excluded.Count);
    }

    private static object Fields(TrainResult result)
    {
        var (best, tuned) = (result.History.Best, result as FineTuneResult);
        return new
        {
            result.Run,
            Model = result.ModelPath,
            Epochs = result.History.Epochs.Count,
            BestEpoch = best,
            result.History.Metric,
            result.Validation,
            result.Adjusted,
            tuned?.Frozen,
            tuned?.Difference,
            tuned?.Blocks,
            result.Views,
            Folds = result.Folds is { } folds ? new { folds.Scores, folds.Metric } : null,
            result.Extracted,
            result.Excluded,
        };
    }

    private static void Show(TransferProgram program, TextWriter output, TrainResult result)
    {
        var (best, history, hints) = (result.History.Best, result.History, program.Remarks);
        output.WriteLine(best.Number > 0 ? $"Best epoch: {best.Number} of {history.Epochs.Count}, {history.Describe(best)}."
            : $"None of {history.Epochs.Count} epochs was better than the start, whose weights are kept: {history.Describe(best)}.");
        if (history.WasStillLearning)
        {
            hints.WriteLine("It was still learning: the best epoch is among the last. "
                + $"Train longer with --epochs {2 * history.Epochs.Count}.");
        }

        if (result is FineTuneResult tuned)
        {
            ShowFineTuning(output, program.Width, tuned);
        }
        else
        {
            EvaluationDisplay.ShowBriefly(output, SplitNames.Validation, result.Validation, result.Adjusted);
        }

        ViewReportDisplay.Show(output, program.Width, result.Views);
        if (result.Folds is { } folds)
        {
            output.WriteLine($"Folds: {folds}, 95 % interval corrected for folds that share training images.");
        }

        output.WriteLine($"Run folder: {result.Run.Path}");
        if (IsOftenWrong(result))
        {
            hints.WriteLine("The frozen base is often wrong on these images. Training its upper layers as well may help, and keeps the "
                + $"head where it does not: transfer finetune {result.Run.Path} --unfreeze {UpperLayers.Usual}");
        }

        hints.WriteLine($"Predict with: transfer predict {result.Run.Path} FILE-OR-FOLDER");
    }

    /// <summary>Whether a head is certainly often wrong, and nothing was unfrozen since it was to be so or images are few.</summary>
    private static bool IsOftenWrong(TrainResult result) => result is not FineTuneResult
        && result.Validation.Accuracy is { High: < UpperLayers.GoodAccuracy } accuracy
        && result.Run.ReadRecord() is { Backbone: not null, Options: { FromScratch: ScratchNetwork.None } options }
        && (options.Unfreeze is null || accuracy.Total < UpperLayers.FewestImages);

    private static void ShowFineTuning(TextWriter output, int width, FineTuneResult result)
    {
        output.WriteLine("Change of each unfrozen block (norm of the change over the norm of the weights):");
        foreach (var block in result.Blocks)
        {
            var name = TextWidth.Pad(TextWidth.Shorten(block.Name, MostOfName), 24, atStart: false);
            output.WriteLine($"  {name} {block.RelativeChange:P2} of {block.Parameters:N0} weights");
        }

        var mark = EvaluationDisplay.TooGood(result.Validation);
        output.WriteLine($"Validation {result.Validation.Metrics[0].Name} with its 95 % interval: {mark}".TrimEnd());
        output.WriteLine($"  frozen base   {result.Frozen}");
        output.WriteLine($"  fine-tuned    {result.Validation}");
        foreach (var line in TextWidth.Wrap($"  difference    {result.Difference}", width, indent: 16))
        {
            output.WriteLine(line);
        }

        EvaluationDisplay.ShowAgainstBaseline(output, SplitNames.Validation, result.Validation);
        EvaluationDisplay.ShowAdjusted(output, SplitNames.Validation, result.Adjusted);
    }
}
