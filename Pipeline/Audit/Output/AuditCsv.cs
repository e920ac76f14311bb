using System.Text;

namespace Transfer.Pipeline.Audit;

/// <summary>The table of findings, <c>audit.csv</c>: <c>path,finding,group,score,class,proposed</c>.</summary>
internal static class AuditCsv
{
    /// <summary>The columns.</summary>
    public const string Header = "path,finding,group,score,class,proposed";

    /// <summary>The column that a person adds, or the page: what is to be done with an image.</summary>
    public const string Action = "action";

    /// <summary>The name of a finding in the table.</summary>
    public static string NameOf(FindingKind kind) => kind switch
    {
        FindingKind.NearDuplicate => "near_duplicate",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>A finding as a line.</summary>
    public static string Line(AuditFinding finding) => string.Join(
        ',', CsvField.Quoted(finding.Path), NameOf(finding.Finding), CsvField.Quoted(finding.Group), finding.ScoreText,
        CsvField.Quoted(finding.Class), CsvField.Quoted(finding.Proposed));

    /// <summary>Writes the table as a whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<AuditFinding> findings) => AtomicFile.Write(
        path, Encoding.UTF8.GetBytes(string.Concat(findings.Select(Line).Prepend(Header).Select(line => line + "\n"))));
}
