namespace Transfer.Pipeline.Tuning;

/// <summary>
/// Measures a training whose best epoch is chosen on the samples that measure it. The head alone counts as epoch 0, so that the best of all
/// epochs could never look worse than it (Varma and Simon: Bias in Error Estimation when Using Cross-Validation for Model Selection, BMC
/// Bioinformatics 7:91, 2006). The epoch of each half of the samples is therefore chosen on the other half.
/// </summary>
internal static class EpochChoice
{
    /// <summary>The outputs for each sample by the weights of the epoch that is best on the other half, <c>[N, K]</c>.</summary>
    /// <param name="truth">The classes of the samples.</param>
    /// <param name="epochs">The outputs of each epoch, epoch 0 first, <c>[N, K]</c>.</param>
    public static float[] Outputs(Predictions truth, IReadOnlyList<float[]> epochs)
    {
        var (half, losses) = (Halves(truth.Labels()), epochs.Select(outputs => LossesOf(truth with { Outputs = outputs })).ToList());
        // The mean over no samples would not be a number; the first of equal sums is that of the head.
        int[] best =
            [.. Enumerable.Range(0, 2).Select(own => losses.Index().MinBy(e => e.Item.Where((_, i) => half[i] != own).Sum()).Index)];
        var columns = epochs[0].Length / truth.Count;
        return [.. epochs[0].Select((_, i) => epochs[best[half[i / columns]]][i])];
    }

    /// <summary>The half of each sample, 0 or 1: the samples of a class take turns.</summary>
    private static int[] Halves(long[] labels)
    {
        var counts = new Dictionary<long, int>();
        return Array.ConvertAll(labels, label => (counts[label] = counts.GetValueOrDefault(label) + 1) % 2);
    }

    private static double[] LossesOf(Predictions predictions) =>
        [.. predictions.Labels().Select((label, i) => Predictions.LogLoss(predictions.Row(i), (int)label))];
}
