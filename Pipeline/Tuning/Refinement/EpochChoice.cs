namespace Transfer.Pipeline.Tuning;

/// <summary>
/// Measures a training whose best epoch is chosen on the samples that measure it. The head alone counts as epoch 0, so that the best of all
/// epochs could never look worse than it (Varma and Simon: Bias in Error Estimation when Using Cross-Validation for Model Selection, BMC
/// Bioinformatics 7:91, 2006). The epoch of each sample is therefore chosen on the others.
/// </summary>
internal static class EpochChoice
{
    /// <summary>The outputs for each sample at the epoch with the smallest loss of all other samples, <c>[N, K]</c>.</summary>
    /// <param name="truth">The classes of the samples.</param>
    /// <param name="epochs">The outputs of each epoch, epoch 0 first, <c>[N, K]</c>.</param>
    public static float[] Outputs(Predictions truth, IReadOnlyList<float[]> epochs)
    {
        double[][] losses = [.. epochs.Select(outputs => LossesOf(truth with { Outputs = outputs }))];
        double[] sums = Array.ConvertAll(losses, own => own.Sum());
        var columns = epochs[0].Length / truth.Count;
        return [.. Enumerable.Range(0, truth.Count).SelectMany(i =>
        {
            var best = truth.Count == 1 ? 0 : sums.Index().MinBy(e => e.Item - losses[e.Index][i]).Index;
            return epochs[best].Skip(i * columns).Take(columns);
        })];
    }

    private static double[] LossesOf(Predictions predictions) =>
        [.. predictions.Labels().Select((label, i) => Predictions.LogLoss(predictions.Row(i), (int)label))];
}
