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
        return fields.Length == 7
            ? new FoldScore(Integer(0), Integer(1), Integer(2), Integer(3), Integer(4), Number(5), Number(6))
            : throw new FormatException($"'{row}' has {fields.Length} fields; expected 7");

        int Integer(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
        double Number(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
    }
}
