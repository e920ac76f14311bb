using System.Globalization;

namespace Transfer.Cli;

/// <summary>Learning curves drawn with characters: points for training, circles for validation, a line down the best epoch.</summary>
/// <param name="name">Such as <c>loss</c>.</param>
/// <param name="training">The value of each epoch so far.</param>
/// <param name="validation">The same of the validation samples.</param>
/// <param name="best">The number of the best epoch, from 1.</param>
/// <param name="total">How many epochs there will be; the curves grow to the right.</param>
internal sealed class CurvePlot(string name, IReadOnlyList<double> training, IReadOnlyList<double> validation, int best, int total)
{
    public const char TrainingPoint = '·';
    public const char ValidationPoint = '●';
    public const char BestLine = '┊';

    private const int Height = 7;
    private const int LabelWidth = 9;
    private const int NarrowestPlot = 8;

    /// <summary>The lines from top to bottom, none longer than the width, which is at least 20.</summary>
    public IReadOnlyList<string> Lines(int width)
    {
        var columns = Math.Max(NarrowestPlot, width - LabelWidth);
        var finite = training.Concat(validation).Where(double.IsFinite).ToList();
        var (low, high) = finite.Count == 0 ? (0, 1) : (finite.Min(), finite.Max());
        var cells = new char[Height, columns];
        for (var row = 0; row < Height; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                cells[row, column] = column == Column(best, columns) ? BestLine : ' ';
            }
        }

        // Validation last: where both have a value it is the one to see.
        foreach (var (values, point) in new[] { (training, TrainingPoint), (validation, ValidationPoint) })
        {
            foreach (var (index, value) in values.Index().Where(v => double.IsFinite(v.Item)))
            {
                var up = high > low ? (value - low) / (high - low) : 0.5;
                cells[(int)Math.Round((1 - up) * (Height - 1)), Column(index + 1, columns)] = point;
            }
        }

        return
        [
            Title(width),
            .. Enumerable.Range(0, Height).Select(row => row switch
            {
                0 => $"{Label(high)}┤", Height - 1 => $"{Label(low)}┤", _ => $"{"",LabelWidth - 1}│",
            } + Row(cells, row, columns)),
        ];
    }

    private string Title(int width)
    {
        var text = $"{name} {Number(training[^1])} {TrainingPoint}  val_{name} {Number(validation[^1])} {ValidationPoint}  "
            + $"best {Number(validation[best - 1])} in epoch {best} {BestLine}";
        return text.Length <= width ? text : text[..width];
    }

    private static string Row(char[,] cells, int row, int columns) =>
        string.Concat(Enumerable.Range(0, columns - 1).Select(column => cells[row, column])).TrimEnd();

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) is > 0 and < 1e-3 ? "G3" : "F4", CultureInfo.InvariantCulture);

    private static string Label(double value) =>
        value.ToString(Math.Abs(value) is > 0 and < 1e-3 or >= 10_000 ? "0.0E+0" : "0.####", CultureInfo.InvariantCulture)
            .PadLeft(LabelWidth - 1);

    // One column is left for the axis.
    private int Column(int epoch, int columns) => total <= 1 ? 0 : (int)((long)(epoch - 1) * (columns - 2) / (total - 1));
}
