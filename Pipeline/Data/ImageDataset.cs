namespace Transfer.Pipeline;

/// <summary>Images by split. Nothing is decoded yet.</summary>
public sealed record ImageDataset
{
    /// <summary>What the data are made for.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>The names of the classes (the folders' names in ordinal order), labels or values.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>What is trained on.</summary>
    public required IReadOnlyList<ImageSample> Train { get; init; }

    /// <summary>What chooses the best epoch.</summary>
    public required IReadOnlyList<ImageSample> Validation { get; init; }

    /// <summary>What is looked at once, at the end; empty when there is no <c>test</c> folder.</summary>
    public required IReadOnlyList<ImageSample> Test { get; init; }

    /// <summary>In one sentence where the splits come from.</summary>
    public required string Description { get; init; }

    /// <summary>Such as <c>2,000 training and 1,000 validation images</c>.</summary>
    internal string Counts => $"{Train.Count:N0} training and {Validation.Count:N0} validation{(Test.Count > 0 ? $" and {Test.Count:N0} test" : "")} images";
}
