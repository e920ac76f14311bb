using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>A row of <c>folds.csv</c>: how well a head does on a fold that it was not trained on, with the weights of its best epoch.</summary>
/// <param name="Repeat">From 1.</param>
/// <param name="Fold">The fold that validates, from 1.</param>
/// <param name="Train">How many samples were trained on.</param>
/// <param name="Validation">How many samples the fold has.</param>
/// <param name="BestEpoch">From 1; the fold chose it, so that scores are a little better than they would be on samples that nobody has looked at.</param>
/// <param name="Loss">Mean loss of the fold.</param>
/// <param name="Metric">What <see cref="FoldResult.Metric"/> names, of the fold.</param>
public sealed record FoldScore(int Repeat, int Fold, int Train, int Validation, int BestEpoch, double Loss, double Metric)
{
    /// <summary>The row, with all digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Repeat},{Fold},{Train},{Validation},{BestEpoch},{Loss:R},{Metric:R}");

    /// <exception cref="FormatException">It is no such row.</exception>
    internal static FoldScore Parse(string row)
    {
        var fields = row.Split(',');
        return fields.Length == 7
            ? new FoldScore(Whole(0), Whole(1), Whole(2), Whole(3), Whole(4), Real(5), Real(6))
            : throw new FormatException($"'{row}' has {fields.Length} fields; expected 7");

        int Whole(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
        double Real(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
    }
}
