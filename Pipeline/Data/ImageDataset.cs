namespace Transfer.Pipeline.Data;

/// <summary>The paths and targets of images, by split. Images are not decoded yet.</summary>
public sealed record ImageDataset
{
    /// <summary>The kind of task that the targets suggest.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>The names of the classes (in ordinal order), labels or values.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The training images.</summary>
    public required IReadOnlyList<ImageSample> Train { get; init; }

    /// <summary>The validation images.</summary>
    public required IReadOnlyList<ImageSample> Validation { get; init; }

    /// <summary>The test images; may be empty.</summary>
    public required IReadOnlyList<ImageSample> Test { get; init; }

    /// <summary>The counts and the origin of the splits, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// Whether folders or a table say which images validate; false where the seed chose them from the training images. Default true.
    /// </summary>
    internal bool HasOwnValidation { get; init; } = true;

    /// <summary>What was found and is not used, and what is assumed, a sentence each.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What a person wants to know before training: the description, the samples of each class and split, and the notes.</summary>
    internal IEnumerable<string> Sentences
    {
        get
        {
            var counts = ClassCounts.Sentence(
                Classes, Kind,
                [(SplitNames.Train, CountsOf(Train)), (SplitNames.Validation, CountsOf(Validation)), (SplitNames.Test, CountsOf(Test))]);
            return [$"Data: {Description}.", .. counts is null ? (string[])[] : [counts], .. Notes];
        }
    }

    /// <summary>Such as <c>2,000 training and 1,000 validation images</c>.</summary>
    internal string Counts =>
        $"{Train.Count:N0} training and {Validation.Count:N0} validation{(Test.Count > 0 ? $" and {Test.Count:N0} test" : "")} images";

    private int[] CountsOf(IReadOnlyList<ImageSample> samples) => ClassCounts.Of(
        Classes.Count, Kind, [.. samples.Select(s => (long)s.Label)], [.. samples.SelectMany(s => s.Targets ?? [])]);
}
