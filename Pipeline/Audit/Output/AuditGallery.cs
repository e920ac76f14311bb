using System.Globalization;
using System.Text;

namespace Transfer.Pipeline.Audit;

/// <summary>Findings of a kind as cards with thumbnails.</summary>
/// <param name="title">The heading.</param>
/// <param name="note">What the findings mean and how they are sorted.</param>
/// <param name="findings">The findings, the most important first.</param>
internal sealed class AuditGallery(string title, string note, IReadOnlyList<AuditFinding> findings)
{
    // More make the page heavy; the table has them all.
    private const int MostCards = 120;

    private const int Height = 120;
    private const double WidestRatio = 3;

    /// <summary>The findings that are shown.</summary>
    public IEnumerable<AuditFinding> Shown => findings.Take(MostCards);

    /// <summary>A section of the page; empty without findings.</summary>
    /// <param name="folder">The folder of the page, which links are relative to.</param>
    public string ToHtml(AuditThumbnails thumbnails, string data, string folder)
    {
        if (findings.Count == 0)
        {
            return "";
        }

        var hidden = findings.Count > MostCards
            ? FormattableString.Invariant($" The first {MostCards:N0} of {findings.Count:N0}; the table has all of them.") : "";
        var proposals = findings.Any(f => f.Proposed.Length > 0)
            ? "<button type=\"button\" class=\"accept\">Mark as proposed</button> " : "";
        var html = new StringBuilder(Html.Note(note + hidden))
            .Append($"<p class=\"tools\">{proposals}<button type=\"button\" class=\"clear\">Clear marks</button></p>\n")
            .Append("<div class=\"cards\">\n");
        foreach (var finding in Shown)
        {
            Append(html, finding, thumbnails, Link(finding, data, folder));
        }

        return Html.Section(
            string.Create(CultureInfo.InvariantCulture, $"{title} ({findings.Count:N0})"), html.Append("</div>\n").ToString());
    }

    private static string Link(AuditFinding finding, string data, string folder)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(Path.Combine(data, finding.Path)));
        return string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    private static void Append(StringBuilder html, AuditFinding finding, AuditThumbnails thumbnails, string link)
    {
        var (width, height) = thumbnails.SizeOf(finding.Path);
        var shown = Math.Round(Height * Math.Clamp((double)width / height, 1 / WidestRatio, WidestRatio));
        var image = thumbnails.Of(finding.Path) is { } jpeg
            ? $"<img alt=\"\" loading=\"lazy\" width=\"{shown}\" height=\"{Height}\" "
                + $"src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\">"
            : "<span class=\"none\">no image</span>";
        var proposal = finding.Proposed.Length > 0 ? $" <span class=\"proposed\">{Html.Text(finding.Proposed)}?</span>" : "";
        var group = finding.Group.Length > 0 ? $"<span class=\"group\">{Html.Text(finding.Group)}</span> " : "";
        var split = finding.Split.Length > 0 ? $"{Html.Text(finding.Split)}, " : "";
        html.Append($"<figure class=\"card\" tabindex=\"0\" data-path=\"{Html.Text(finding.Path)}\" ")
            .Append($"data-proposed=\"{Html.Text(finding.Proposed)}\">")
            .Append($"<a href=\"{Html.Text(link)}\" target=\"_blank\" rel=\"noopener\" tabindex=\"-1\">{image}</a>")
            .Append($"<figcaption>{group}<b>{split}{Html.Text(finding.Class)}</b>{proposal} {finding.ScoreText[..5]}<br>")
            .Append($"<small>{Html.Text(finding.Path)}<br>{Html.Text(finding.Detail)}</small></figcaption></figure>\n");
    }
}
