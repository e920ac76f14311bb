using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;

namespace Transfer.Pipeline.Report;

/// <summary>The style of all plots of a report.</summary>
internal static class PlotStyle
{
    // In a page these two are replaced by the colours of the page, so that plots follow its light or dark theme.
    public static readonly OxyColor Ink = OxyColor.Parse("#1e242c");
    public static readonly OxyColor Grid = OxyColor.Parse("#dfe3e8");
    public static readonly OxyColor Blue = OxyColor.Parse("#2f74c0");
    public static readonly OxyColor Orange = OxyColor.Parse("#d97b29");

    /// <summary>Colours for people with colour vision deficiency too (Okabe and Ito).</summary>
    public static readonly OxyColor[] Series =
        [Blue, Orange, .. new[] { "#009e73", "#cc79a7", "#56b4e9", "#b8860b", "#7a5cc0", "#8a8f98" }.Select(OxyColor.Parse)];

    /// <param name="hasLegend">Whether there is a legend, above the plot, where it covers nothing.</param>
    public static PlotModel Model(bool hasLegend = false)
    {
        var model = new PlotModel
        {
            // The program that this runs in may have another one.
            Culture = CultureInfo.InvariantCulture,
            Background = OxyColors.Undefined,
            TextColor = Ink,
            PlotAreaBorderColor = OxyColors.Undefined,
            DefaultFontSize = 13,
            Padding = new OxyThickness(4, 8, 12, 4),
        };
        if (hasLegend)
        {
            model.Legends.Add(new Legend
            {
                LegendPosition = LegendPosition.TopLeft,
                LegendPlacement = LegendPlacement.Outside,
                LegendOrientation = LegendOrientation.Horizontal,
                LegendBackground = OxyColors.Undefined,
                LegendBorder = OxyColors.Undefined,
                LegendMargin = 0,
                LegendPadding = 2,
                LegendItemSpacing = 14,
                LegendFontSize = 12,
                LegendTextColor = Ink,
            });
        }

        return model;
    }

    public static LinearAxis Axis(AxisPosition position, string title, double minimum = double.NaN, double maximum = double.NaN) => new()
    {
        Position = position,
        Title = title,
        Minimum = minimum,
        Maximum = maximum,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = Grid,
        MajorGridlineThickness = 1,
        TickStyle = TickStyle.None,
        TextColor = Ink,
        TitleColor = Ink,
        AxisTitleDistance = 6,
        IntervalLength = 50,
        MinimumPadding = 0.04,
        MaximumPadding = 0.04,
    };

    /// <summary>The dashed line on which both axes have the same value.</summary>
    public static LineAnnotation Diagonal() => Dashed(LineAnnotationType.LinearEquation, 0);

    /// <summary>A dashed line at a position of its axis.</summary>
    public static LineAnnotation Dashed(LineAnnotationType type, double position) => new()
    {
        Type = type,
        X = position,
        Y = position,
        Slope = 1,
        Intercept = 0,
        Color = OxyColor.FromAColor(120, Ink),
        LineStyle = LineStyle.Dash,
        StrokeThickness = 1,
    };
}
