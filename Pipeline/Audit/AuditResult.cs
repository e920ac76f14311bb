namespace Transfer.Pipeline;

/// <summary>What an audit found.</summary>
public sealed record AuditResult
{
    /// <summary>The data folder.</summary>
    public required string Data { get; init; }

    /// <summary>The folder with the page and the tables; null where none were written.</summary>
    public string? Folder { get; init; }

    /// <summary>The names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The number of images that were audited.</summary>
    public required int Images { get; init; }

    /// <summary>The images of each class in each split.</summary>
    public required IReadOnlyList<ClassBalance> Balance { get; init; }

    /// <summary>All findings: by kind, and within a kind the largest score first.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>What is known of the labels as a whole; null where the classes are too small to be learnt.</summary>
    public required LabelSummary? Labels { get; init; }

    /// <summary>The correlation from which on two images are the same.</summary>
    public required double DuplicateThreshold { get; init; }

    /// <summary>What leaks between the splits do to the accuracy; empty without leaks.</summary>
    public IReadOnlyList<LeakEffect> Leaks { get; init; } = [];

    /// <summary>How well each measure alone predicts the class, the best first; findings are those above a limit.</summary>
    public IReadOnlyList<ShortcutMeasure> Shortcuts { get; init; } = [];

    /// <summary>The accuracy by the number of training images; null where there are too few.</summary>
    public ImageCountCurve? LearningCurve { get; init; }

    /// <summary>What a person should know, a sentence each, the most important first.</summary>
    public IReadOnlyList<string> Summary { get; init; } = [];

    /// <summary>The findings of a kind, the largest score first.</summary>
    public IEnumerable<AuditFinding> Of(FindingKind kind) => Findings.Where(f => f.Finding == kind);
}
