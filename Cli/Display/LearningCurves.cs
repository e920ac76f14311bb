using Spectre.Console;
using Spectre.Console.Rendering;

namespace Transfer.Cli;

/// <summary>The learning curves of a training that runs, for a terminal.</summary>
internal static class LearningCurves
{
    // From here on both curves have room beside each other.
    private const int Wide = 100;
    private const int Widest = 160;
    private const int Gap = 4;

    /// <summary>Loss and metric so far.</summary>
    /// <param name="history">At least one epoch.</param>
    /// <param name="epochs">How many there will be.</param>
    /// <param name="width">Characters of a line.</param>
    public static IRenderable Of(History history, int epochs, int width)
    {
        var best = history.BestTrained.Number;
        CurvePlot Plot(string name, Func<Epoch, double> training, Func<Epoch, double> validation) =>
            new(name, [.. history.Epochs.Select(training)], [.. history.Epochs.Select(validation)], best, epochs);

        var loss = Plot("loss", e => e.Loss, e => e.ValidationLoss);
        var metric = Plot(history.Metric, e => e.Metric, e => e.ValidationMetric);
        width = Math.Min(width, Widest) - 1;
        if (width < Wide)
        {
            return new Markup(string.Join('\n', loss.Lines(width).Append("").Concat(metric.Lines(width)).Select(Coloured)));
        }

        var half = (width - Gap) / 2;
        var lines = loss.Lines(half).Zip(metric.Lines(half), (left, right) => Coloured(left.PadRight(half + Gap) + right));
        return new Markup(string.Join('\n', lines));
    }

    private static string Coloured(string line) => Markup.Escape(line)
        .Replace($"{CurvePlot.TrainingPoint}", $"[blue]{CurvePlot.TrainingPoint}[/]", StringComparison.Ordinal)
        .Replace($"{CurvePlot.ValidationPoint}", $"[yellow]{CurvePlot.ValidationPoint}[/]", StringComparison.Ordinal)
        .Replace($"{CurvePlot.BestLine}", $"[green]{CurvePlot.BestLine}[/]", StringComparison.Ordinal);
}
