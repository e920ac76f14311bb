namespace Transfer.Pipeline.Folds;

/// <summary>
/// The out-of-fold predictions, <c>predictions-folds.csv</c>: for each sample, in each repeat, those of the head that was not trained on
/// it. Samples are in the order of their content within a fold, so that runs with the same folds have the same order.
/// </summary>
internal static class FoldPredictions
{
    private const string Repeat = "repeat";
    private const string Number = "fold";

    /// <summary>Writes the file.</summary>
    /// <param name="identities">The content of each sample.</param>
    /// <param name="targets">The samples with their targets; the outputs are not used.</param>
    /// <param name="outcomes">An outcome for each fold of the plan.</param>
    /// <returns>The predictions of the first repeat.</returns>
    public static Predictions Write(
        string path, FoldPlan plan, IReadOnlyList<string> identities, Predictions targets, IReadOnlyList<FoldOutcome> outcomes)
    {
        var (rows, columns, width) = (new List<(Fold Fold, int Sample)>(), targets.Task.Outputs, targets.Targets.Length / targets.Count);
        var outputs = new List<float>();
        foreach (var (fold, outcome) in plan.Folds.Zip(outcomes))
        {
            foreach (var (place, sample) in fold.Validation.Index().OrderBy(v => identities[v.Item], StringComparer.Ordinal))
            {
                rows.Add((fold, sample));
                outputs.AddRange(outcome.Outputs.AsSpan(place * columns, columns));
            }
        }

        var predictions = targets with
        {
            Samples = [.. rows.Select(r => targets.Samples[r.Sample])],
            Targets = [.. rows.SelectMany(r => targets.Targets[(r.Sample * width)..((r.Sample + 1) * width)])],
            Outputs = [.. outputs],
        };
        PredictionFile.Write(
            path, predictions, (Repeat, [.. rows.Select(r => r.Fold.Repeat)]), (Number, [.. rows.Select(r => r.Fold.Number)]));
        return predictions.First(targets.Count);
    }

    /// <summary>Reads the predictions of the first repeat; null where a run has none.</summary>
    /// <param name="samples">The number of samples of a repeat.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Predictions? Read(RunFolder run, int samples)
    {
        if (!File.Exists(run.FoldPredictionsPath))
        {
            return null;
        }

        var record = run.ReadRecord();
        var all = PredictionFile.Read(run.FoldPredictionsPath, record.ToTask(), record.Classes, Repeat, Number);
        return all.Count % samples == 0 ? all.First(samples) : throw new InvalidDataException(
            $"'{run.FoldPredictionsPath}' has {all.Count:N0} rows; expected {samples:N0} for each repeat. "
            + "Train again into another folder.");
    }
}
