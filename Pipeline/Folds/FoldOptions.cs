namespace Transfer.Pipeline;

/// <summary>K-fold validation: training and validation images together are split into folds, and each fold once validates a head trained on the others.</summary>
public sealed record FoldOptions
{
    /// <summary>How many folds, K: 0 (none, the default) or at least 2; 5 and 10 are usual.</summary>
    public int Folds { get; init; }

    /// <summary>How often all of that is done, each time with another seed; at least 1. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>
    /// What must not be torn apart: <c>FILE.csv:COLUMN</c>, a column of a CSV file that also has a column <c>path</c> (relative to the folder of images), or
    /// <c>similar</c> for images that look the same. Null, the default, for nothing.
    /// </summary>
    public string? Groups { get; init; }

    /// <summary>Whether there are any.</summary>
    internal bool Any => Folds > 0;

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Folds is < 0 or 1)
        {
            yield return $"The number of folds is {Folds}; expected 2 or more, such as 10, or 0 for none.";
        }

        if (Repeats < 1)
        {
            yield return $"The number of repeats is {Repeats}; expected 1 or more.";
        }

        if (!Any && (Repeats > 1 || Groups is not null))
        {
            yield return "There are repeats or groups and no folds; expected a number of folds, such as 10, with them.";
        }

        if (Groups is not null && ImageGroups.Fault(Groups) is { } fault)
        {
            yield return fault;
        }
    }
}
