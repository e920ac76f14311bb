using Spectre.Console.Testing;

namespace Transfer.Tests.Cli;

public sealed class CurvePlotTests
{
    [Fact]
    public void Curves_grow_from_left_to_right_with_the_best_epoch_marked()
    {
        string[] expected =
        [
            "       6┤●┊",
            "        │ ┊●",
            "        │·┊",
            "        │ ●",
            "        │ ·",
            "        │ ┊",
            "       0┤ ┊·",
        ];
        var plot = new CurvePlot("loss", [4, 2, 0], [6, 3, 5], best: 2, total: 10);
        Assert.Equal(expected, plot.Lines(20).Skip(1));
        Assert.Equal("loss 0.0000 ·  val_loss 5.0000 ●  best 3.0000 in epoch 2 ┊", plot.Lines(80)[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(5000)]
    public void Any_number_of_epochs_fits(int epochs)
    {
        var values = Enumerable.Range(0, epochs).Select(i => i % 7 == 3 ? double.NaN : 20_000.0 / (i + 1)).ToArray();
        var lines = new CurvePlot("mae", values, values, best: epochs, total: epochs).Lines(40);
        Assert.All(lines, line => Assert.True(line.Length <= 40, line));
        Assert.Contains(lines, line => line.Contains(CurvePlot.ValidationPoint));
        Assert.StartsWith("  2.0E+4┤", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 17)]
    [InlineData(140, 8)]
    public void Loss_and_metric_are_beside_each_other_where_there_is_room(int width, int lines)
    {
        var history = new History([new Epoch(1, 1, 0.5, 1, 0.5, 0.1), new Epoch(2, 0.5, 0.9, 0.6, 0.8, 0.1)]);
        using var console = new TestConsole();
        console.Profile.Width = width;
        console.Write(LearningCurves.Of(history, 10, width));
        Assert.Equal(lines, console.Lines.Count);
        Assert.Contains("val_accuracy 0.8000", console.Output, StringComparison.Ordinal);
    }
}
