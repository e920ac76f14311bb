namespace Transfer.Cli;

/// <summary>Shows the result of <c>train</c> and <c>finetune</c>.</summary>
internal static class TrainingDisplay
{
    /// <returns>The exit code.</returns>
    public static int Show(TransferProgram program, bool asJson, TrainResult result)
    {
        program.Write(asJson, Fields(result), output => Show(output, program.Remarks, result));
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

    private static void Show(TextWriter output, TextWriter hints, TrainResult result)
    {
        var (best, history) = (result.History.Best, result.History);
        output.WriteLine($"Best epoch: {best.Number} of {history.Epochs.Count}, {history.Describe(best)}.");
        if (history.WasStillLearning)
        {
            hints.WriteLine("It was still learning: the best epoch is among the last. "
                + $"Train longer with --epochs {2 * history.Epochs.Count}.");
        }

        if (result is FineTuneResult tuned)
        {
            ShowFineTuning(output, tuned);
        }
        else
        {
            EvaluationDisplay.ShowBriefly(output, SplitNames.Validation, result.Validation, result.Adjusted);
        }

        ViewReportDisplay.Show(output, result.Views);
        if (result.Folds is { } folds)
        {
            output.WriteLine($"Folds: {folds}, 95 % interval corrected for folds that share training images.");
        }

        output.WriteLine($"Run folder: {result.Run.Path}");
        hints.WriteLine($"Predict with: transfer predict {result.Run.Path} FILE-OR-FOLDER");
    }

    private static void ShowFineTuning(TextWriter output, FineTuneResult result)
    {
        output.WriteLine("Change of each unfrozen block (norm of the change over the norm of the weights):");
        foreach (var block in result.Blocks)
        {
            output.WriteLine($"  {block.Name,-24} {block.RelativeChange:P2} of {block.Parameters:N0} weights");
        }

        var mark = EvaluationDisplay.TooGood(result.Validation);
        output.WriteLine($"Validation {result.Validation.Metrics[0].Name} with its 95 % interval: {mark}".TrimEnd());
        output.WriteLine($"  frozen base   {result.Frozen}");
        output.WriteLine($"  fine-tuned    {result.Validation}");
        output.WriteLine($"  difference    {result.Difference}");
        EvaluationDisplay.ShowAgainstBaseline(output, SplitNames.Validation, result.Validation);
        EvaluationDisplay.ShowAdjusted(output, SplitNames.Validation, result.Adjusted);
    }
}
