using System.Runtime.InteropServices;

namespace Transfer.Pipeline.Folds;

/// <summary>What training on one fold gives.</summary>
/// <param name="Score">The score of the head.</param>
/// <param name="Outputs">The head's outputs for the validation samples of the fold, in their order, <c>[N, K]</c>.</param>
internal sealed record FoldOutcome(FoldScore Score, float[] Outputs)
{
    private const char Separator = ';';

    /// <summary>The outcome of classes: mean cross-entropy and accuracy.</summary>
    /// <param name="epoch">The best epoch.</param>
    /// <param name="predictions">The outputs for the validation samples of the fold, in their order, with their classes.</param>
    public static FoldOutcome Of(Fold fold, int epoch, Predictions predictions)
    {
        var loss = predictions.Labels().Select((label, i) => Predictions.LogLoss(predictions.Row(i), (int)label)).Average();
        var score = new FoldScore(
            fold.Repeat, fold.Number, fold.Train.Length, fold.Validation.Length, epoch, loss, predictions.Scores().Average());
        return new FoldOutcome(score, predictions.Outputs);
    }

    /// <summary>A line with all digits of the score and all bits of the outputs.</summary>
    public override string ToString() => $"{Score}{Separator}{Convert.ToBase64String(MemoryMarshal.AsBytes(Outputs.AsSpan()))}";

    /// <exception cref="FormatException">The text is not such a line.</exception>
    public static FoldOutcome Parse(string line)
    {
        var parts = line.Split(Separator);
        var score = FoldScore.Parse(parts[0]);
        return parts.Length == 2
            ? new FoldOutcome(score, MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(parts[1])).ToArray())
            : throw new FormatException($"'{parts[0]}' has no outputs behind it");
    }
}
