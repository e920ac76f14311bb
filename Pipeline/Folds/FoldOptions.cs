namespace Transfer.Pipeline.Folds;

/// <summary>
/// Options of K-fold validation: training and validation samples together are split into folds, and each fold validates a head trained on
/// the others.
/// </summary>
public sealed record FoldOptions
{
    /// <summary>K, the number of folds: at least 2, usually 5 or 10. Default 0, for no folds.</summary>
    public int Folds { get; init; }

    /// <summary>The number of repeats, each with another seed; at least 1. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>
    /// The images that must stay in one fold: <c>FILE.csv:COLUMN</c> for those with the same value in a column of a CSV file, which also
    /// has a column <c>path</c> (relative to the folder of images), or <c>similar</c> for images that look alike. Default null, for no
    /// groups.
    /// </summary>
    public string? Groups { get; init; }

    /// <summary>Whether there are folds.</summary>
    internal bool Any => Folds > 0;

    /// <summary>Validates these options.</summary>
    /// <returns>A sentence for each fault; none when the options are valid.</returns>
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
