using System.Net;
using System.Text;

namespace Transfer.Pipeline.Report;

/// <summary>Renders elements of a page.</summary>
internal static class Html
{
    /// <summary>Encodes a text, of which nothing stays hidden.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));

    /// <summary>The beginning of a page that needs no other file, up to its body.</summary>
    /// <param name="title">The title, not yet encoded.</param>
    /// <param name="style">The style sheet.</param>
    public static string Head(string title, string style) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>{Text(title)}</title>
        <style>
        {style}
        </style>
        </head>
        """;

    /// <summary>A section with a heading; empty without content.</summary>
    public static string Section(string title, string content) =>
        content.Length == 0 ? "" : $"<section>\n<h2>{Text(title)}</h2>\n{content}</section>\n";

    public static string Note(string text) => $"<p class=\"note\">{Text(text)}</p>\n";

    /// <summary>A table in a scrollable box.</summary>
    /// <param name="header">The column names; the first column has the row names.</param>
    /// <param name="rows">The fields, not yet encoded.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        html.AppendJoin("", header.Select(h => $"<th scope=\"col\">{Text(h)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append($"<tr><th scope=\"row\"><div>{Text(row[0])}</div></th>")
                .AppendJoin("", row.Skip(1).Select(f => $"<td>{Field(f)}</td>"))
                .Append("</tr>\n");
        }

        return html.Append("</tbody>\n</table></div>\n").ToString();
    }

    /// <summary>Plots in as many columns as the width of the page allows; empty without plots.</summary>
    public static string Figures(IEnumerable<ReportPlot> plots)
    {
        var html = string.Concat(plots.Select(p => $"<figure>{p.ToSvg()}<figcaption>{Text(p.Caption)}</figcaption></figure>\n"));
        return html.Length == 0 ? "" : $"<div class=\"figures\">\n{html}</div>\n";
    }

    /// <summary>Images with their heat maps; empty without images.</summary>
    public static string Images(string title, IReadOnlyList<ReportImage> images) => images.Count == 0 ? "" :
        $"<h3>{Text(title)}</h3>\n<div class=\"images\">\n{string.Concat(images.Select(Image))}</div>\n";

    /// <summary>A list of names and values, without those that have no value.</summary>
    public static string List(IEnumerable<(string Name, string? Value)> entries) =>
        "<dl>\n"
        + string.Concat(entries.Where(e => !string.IsNullOrEmpty(e.Value))
            .Select(e => $"<div><dt>{Text(e.Name)}</dt><dd>{Text(e.Value!)}</dd></div>\n"))
        + "</dl>\n";

    /// <summary>A value in large type, with its name above and details below.</summary>
    public static string Tile(string name, string value, string below) => $"<div class=\"tile\"><div class=\"name\">{Text(name)}</div>"
        + $"<div class=\"value\">{Text(value)}</div><div class=\"below\">{Text(below)}</div></div>\n";

    private static string Image(ReportImage image)
    {
        var heat = image.HeatMap is { } map ? Image(map, "where the network looked") : "";
        return $"<figure><div class=\"pair\">{Image(image.Image, image.Sample)}{heat}</div>"
            + $"<figcaption>{Text(image.Caption)}<br><small>{Text(image.Sample)}</small></figcaption></figure>\n";
    }

    private static string Image(byte[] jpeg, string alternative) =>
        $"<img alt=\"{Text(alternative)}\" width=\"224\" height=\"224\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\">";

    /// <summary>A field of a table; an interval in brackets is fainter than its value.</summary>
    private static string Field(string field)
    {
        var bracket = field.IndexOf(" (", StringComparison.Ordinal);
        return bracket < 0 ? Text(field) : $"{Text(field[..bracket])} <span>{Text(field[(bracket + 1)..])}</span>";
    }
}
