using System.Globalization;

namespace Transfer.Pipeline.Folds;

/// <summary>A row of <c>folds.csv</c>: the score on a fold of a head trained on the others, with the weights of its best epoch.</summary>
/// <param name="Repeat">The number of the repeat, from 1.</param>
/// <param name="Fold">The number of the fold that validates, from 1.</param>
/// <param name="Train">The number of training samples.</param>
/// <param name="Validation">The number of validation samples.</param>
/// <param name="BestEpoch">The best epoch, from 1; it is chosen on the validation samples, which makes scores slightly optimistic.</param>
/// <param name="Loss">The mean validation loss.</param>
/// <param name="Metric">The validation metric that <see cref="FoldResult.Metric"/> names.</param>
public sealed record FoldScore(int Repeat, int Fold, int Train, int Validation, int BestEpoch, double Loss, double Metric)
{
    /// <summary>The row, with all digits.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Repeat},{Fold},{Train},{Validation},{BestEpoch},{Loss:R},{Metric:R}");

    /// <exception cref="FormatException">The text is not a row.</exception>
    internal static FoldScore Parse(string row)
    {
        var fields = row.Split(',');
        return fields is [var repeat, var fold, var train, var validation, var epoch, var loss, var metric]
            ? new FoldScore(Count(repeat), Count(fold), Count(train), Count(validation), Count(epoch), Number(loss), Number(metric))
            : throw new FormatException($"'{row}' has {fields.Length} fields; expected 7");

        int Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
            : throw new FormatException($"'{row}' has the count '{text}'; expected a whole number from 0 to {int.MaxValue}");

        double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
            : throw new FormatException($"'{row}' has '{text}'; expected a number");
    }
}
