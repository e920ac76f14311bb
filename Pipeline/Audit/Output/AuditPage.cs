using System.Globalization;

namespace Transfer.Pipeline.Audit;

/// <summary>Renders the page of an audit, a single file, on which a person marks images.</summary>
internal sealed class AuditPage
{
    private readonly AuditResult _result;
    private readonly AuditThumbnails _thumbnails;
    private readonly string _folder;
    private readonly AuditGallery[] _galleries;

    /// <param name="folder">The folder of the page, which links to images are relative to.</param>
    public AuditPage(AuditResult result, AuditThumbnails thumbnails, string folder)
    {
        (_result, _thumbnails, _folder) = (result, thumbnails, folder);
        _galleries =
        [
            new("Leaks", "The same image in more than one split. Figures on the measured split are too good; it is proposed to remove "
                + "the copy in the other one.", Grouped(FindingKind.Leak)),
            new("Labels in doubt", "Sorted by the probability that the label is wrong, which is the figure behind the class. Above 0.5 "
                + "another class is proposed.", [.. result.Of(FindingKind.Label)]),
            new("Duplicates", "Groups of the same image: copies byte for byte, resized, recompressed, cropped a little or mirrored. The "
                + "figure is the likeness; one image of each group is kept.", Grouped(FindingKind.Duplicate, FindingKind.NearDuplicate)),
            new("Outliers", "Images that no other image is like.", [.. result.Of(FindingKind.Outlier)]),
            new("Quality", "Images that cannot be read, or have little in them.", [.. result.Of(FindingKind.Quality)]),
        ];
    }

    /// <summary>Loads the thumbnails, and renders.</summary>
    public string Write(RunContext context)
    {
        _thumbnails.Load(_galleries.SelectMany(g => g.Shown).Select(f => f.Path), context);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_result.Data)));
        return $"""
            {Html.Head($"{name}: audit", $"{ReportStyle.Css}\n{AuditPageStyle.Css}")}
            <body>
            <main>
            <header>
            <h1>{Html.Text(name)}: audit</h1>
            <p class="lead">{Html.Text(Lead())}</p>
            <div class="tiles">
            {Tiles()}</div>
            </header>
            {Sections()}<footer>Written by Transfer. The table of all findings is beside this file.</footer>
            </main>
            {AuditPageScript.Bar}
            <script type="application/json" id="audit">{AuditPageScript.DataOf(_result)}</script>
            <script>
            {AuditPageScript.Js}
            </script>
            </body>
            </html>

            """;
    }

    private AuditFinding[] Grouped(params FindingKind[] kinds) =>
    [
        .. _result.Findings.Where(f => kinds.Contains(f.Finding)).GroupBy(f => f.Group)
            .OrderByDescending(g => g.Select(f => f.Class).Distinct().Count() > 1).ThenBy(g => g.Key.Length).ThenBy(g => g.Key)
            .SelectMany(g => g.OrderBy(f => f.Proposed.Length)),
    ];

    private string Lead() => string.Create(CultureInfo.InvariantCulture,
        $"{_result.Images:N0} images of {_result.Classes.Count:N0} classes. ")
        + (_result.Findings.Count == 0 ? "Nothing was found that a person should look at." : _result.Summary[0]);

    private string Tiles()
    {
        var labels = _result.Labels;
        return string.Concat(
            Tile("labels more probably wrong than right", labels?.Recommended ?? 0,
                labels is null ? "not looked at" : string.Create(CultureInfo.InvariantCulture, $"about {labels.Wrong:F0} wrong in all")),
            Tile("groups of duplicates", Groups(FindingKind.Duplicate, FindingKind.NearDuplicate), ""),
            Tile("images in several splits", Groups(FindingKind.Leak), ""),
            Tile("outliers", _result.Of(FindingKind.Outlier).Count(), ""),
            Tile("faults in quality", _result.Of(FindingKind.Quality).Count(), ""),
            Tile("shortcuts", _result.Of(FindingKind.Shortcut).Count(), ""));

        static string Tile(string name, int count, string below) =>
            Html.Tile(name, count.ToString("N0", CultureInfo.InvariantCulture), below);

        int Groups(params FindingKind[] kinds) =>
            _result.Findings.Where(f => kinds.Contains(f.Finding)).Select(f => f.Group).Distinct().Count();
    }

    private string Sections() => string.Concat(
    [
        Html.Section("Summary", $"<ul>\n{string.Concat(_result.Summary.Select(s => $"<li>{Html.Text(s)}</li>\n"))}</ul>\n"
            + (_result.Findings.Count > 0 ? AuditPageScript.Keys : "")),
        Html.Section("Leaks and accuracy", AuditTables.Leaks(_result)),
        .. _galleries.Select(g => g.ToHtml(_thumbnails, _result.Data, _folder)),
        Html.Section("Shortcuts", AuditTables.Shortcuts(_result)),
        Html.Section("Would more images help?", AuditTables.LearningCurve(_result)),
        Html.Section("Classes", AuditTables.Classes(_result)),
    ]);
}
