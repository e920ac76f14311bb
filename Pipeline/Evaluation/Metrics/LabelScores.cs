namespace Transfer.Pipeline.Evaluation;

/// <summary>The predictions for one label.</summary>
internal sealed class LabelScores
{
    private readonly int[] _predicted;
    private readonly int[] _truth;
    private readonly float[] _outputs;

    public LabelScores(Predictions predictions, int label)
    {
        _outputs = predictions.Column(label);
        _predicted = Array.ConvertAll(_outputs, o => o > predictions.DefaultThreshold ? 1 : 0);
        _truth = Array.ConvertAll(predictions.TargetColumn(label), target => target > 0.5f ? 1 : 0);
        AreProbabilities = predictions.Task.OutputActivation == OutputActivation.Sigmoid;
        Ranked = new RankedScores(_outputs, Array.ConvertAll(_truth, t => t == 1));
        Totals = TotalsOf(null);
    }

    public int Count => _outputs.Length;

    public bool AreProbabilities { get; }

    public RankedScores Ranked { get; }

    /// <summary>The samples without the label and those with it, as two classes.</summary>
    public ClassTotals Totals { get; }

    public ClassTotals TotalsOf(int[]? weights) => ClassTotals.Of(_predicted, _truth, 2, weights);

    public bool IsRight(int sample) => _predicted[sample] == _truth[sample];

    /// <summary>The squared error of the probability of a sample.</summary>
    public double Brier(int sample) => ((double)_outputs[sample] - _truth[sample]) * ((double)_outputs[sample] - _truth[sample]);
}
