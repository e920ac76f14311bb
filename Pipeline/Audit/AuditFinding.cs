using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>One finding of an audit: a row of <c>audit.csv</c>.</summary>
/// <param name="Path">The image relative to the data folder, with <c>/</c> between folders; empty for a finding on the dataset.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Group">
/// The number of the group of duplicates, the kind of a fault in quality such as <c>dark</c>, or the measure of a shortcut; empty
/// otherwise.
/// </param>
/// <param name="Score">
/// From 0 to 1, larger for worse: the probability that the label is wrong, the correlation of near-duplicates, how far an outlier or a
/// fault in quality is beyond its threshold, or the balanced accuracy of a shortcut.
/// </param>
/// <param name="Class">The class that the image has, or that a shortcut gives away.</param>
/// <param name="Proposed">The proposal: a class, or <c>delete</c>; empty for none.</param>
public sealed record AuditFinding(string Path, FindingKind Finding, string Group, double Score, string Class, string Proposed)
{
    /// <summary>The proposal to remove an image.</summary>
    public const string Delete = "delete";

    /// <summary>The split of the image; empty where there are none.</summary>
    public string Split { get; init; } = "";

    /// <summary>The finding in words, for a person.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The score with four digits, as the files have it.</summary>
    internal string ScoreText => Score.ToString("F4", CultureInfo.InvariantCulture);
}
