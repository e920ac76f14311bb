using OxyPlot.Axes;
using OxyPlot.Series;

namespace Transfer.Pipeline.Report;

/// <summary>The plot of the relative change of each block's weights by fine-tuning.</summary>
internal static class BlockPlot
{
    public static ReportPlot Of(IReadOnlyList<BlockChange> blocks)
    {
        var model = PlotStyle.Model();
        var names = new CategoryAxis
        {
            Position = AxisPosition.Left,
            TickStyle = TickStyle.None,
            GapWidth = 0.4,
            TextColor = PlotStyle.Ink,
            StartPosition = 1,
            EndPosition = 0,
        };
        names.Labels.AddRange(blocks.Select(b => b.Name));
        model.Axes.Add(names);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, "length of the change, % of the weights' length", 0));
        var bars = new BarSeries { FillColor = PlotStyle.Blue, LabelFormatString = "{0:0.00}", LabelMargin = 4, TextColor = PlotStyle.Ink };
        bars.Items.AddRange(blocks.Select(b => new BarItem(b.RelativeChange * 100)));
        model.Series.Add(bars);
        model.Axes[1].MaximumPadding = 0.15;
        var height = Math.Clamp(76 + (26 * blocks.Count), 110, 700);
        return new ReportPlot("blocks", "How far each unfrozen block has moved from the pretrained weights.", model, height);
    }
}
