using System.Net;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>Pieces of a page.</summary>
internal static class Html
{
    /// <summary>A text as it is to be read.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A part of the page with a heading; nothing where there is no content.</summary>
    public static string Section(string title, string content) => content.Length == 0 ? "" : $"<section>\n<h2>{Text(title)}</h2>\n{content}</section>\n";

    /// <summary>A note in a paragraph.</summary>
    public static string Note(string text) => $"<p class=\"note\">{Text(text)}</p>\n";

    /// <summary>A table that scrolls in its own box.</summary>
    /// <param name="header">The names of the columns; the first is that of the rows' names.</param>
    /// <param name="rows">Fields as they are to be read.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        html.AppendJoin("", header.Select(h => $"<th scope=\"col\">{Text(h)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>").Append($"<th scope=\"row\">{Text(row[0])}</th>").AppendJoin("", row.Skip(1).Select(f => $"<td>{Figure(f)}</td>")).Append("</tr>\n");
        }

        return html.Append("</tbody>\n</table></div>\n").ToString();
    }

    /// <summary>Plots beside or below each other, as the page is wide.</summary>
    public static string Figures(IEnumerable<ReportPlot> plots)
    {
        var html = string.Concat(plots.Select(p => $"<figure>{p.ToSvg()}<figcaption>{Text(p.Caption)}</figcaption></figure>\n"));
        return html.Length == 0 ? "" : $"<div class=\"figures\">\n{html}</div>\n";
    }

    /// <summary>Images with their heat maps.</summary>
    public static string Images(string title, IReadOnlyList<ReportImage> images) => images.Count == 0 ? "" :
        $"<h3>{Text(title)}</h3>\n<div class=\"images\">\n{string.Concat(images.Select(Image))}</div>\n";

    /// <summary>Names and what they stand for.</summary>
    public static string List(IEnumerable<(string Name, string? Value)> entries) =>
        $"<dl>\n{string.Concat(entries.Where(e => !string.IsNullOrEmpty(e.Value)).Select(e => $"<div><dt>{Text(e.Name)}</dt><dd>{Text(e.Value!)}</dd></div>\n"))}</dl>\n";

    /// <summary>A figure in large type, with its interval and what it is of.</summary>
    public static string Tile(string name, string value, string below) =>
        $"<div class=\"tile\"><div class=\"name\">{Text(name)}</div><div class=\"value\">{Text(value)}</div><div class=\"below\">{Text(below)}</div></div>\n";

    private static string Image(ReportImage image)
    {
        var heat = image.HeatMap is { } map ? Image(map, "where the network looked") : "";
        return $"<figure><div class=\"pair\">{Image(image.Image, image.Sample)}{heat}</div><figcaption>{Text(image.Caption)}<br><small>{Text(image.Sample)}</small></figcaption></figure>\n";
    }

    private static string Image(byte[] jpeg, string alternative) => $"<img alt=\"{Text(alternative)}\" width=\"224\" height=\"224\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\">";

    /// <summary>An interval is smaller than its figure.</summary>
    private static string Figure(string field)
    {
        var bracket = field.IndexOf(" (", StringComparison.Ordinal);
        return bracket < 0 ? Text(field) : $"{Text(field[..bracket])} <span>{Text(field[(bracket + 1)..])}</span>";
    }
}
