namespace Transfer.Pipeline;

/// <summary>Options of applying the marks of an audit.</summary>
public sealed record AuditApplyOptions
{
    /// <summary>
    /// The table of an audit. Where it has a column <c>action</c>, as the page saves it, what is marked there is done: <c>delete</c>,
    /// <c>relabel:CLASS</c> or <c>move:SPLIT</c>, or a class or split alone. Without that column, all that is proposed is done.
    /// </summary>
    public required string Table { get; init; }

    /// <summary>The data folder that was audited; null, the default, for the one that <c>audit.json</c> beside the table names.</summary>
    public string? Data { get; init; }

    /// <summary>
    /// The folder that gets images to be deleted, and the undo file; null, the default, for <c>DATA-quarantine</c> beside the data.
    /// </summary>
    public string? Quarantine { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Table.Length == 0)
        {
            yield return "There is no table of an audit; expected its path, such as audit/audit.csv.";
        }

        if (Quarantine is { Length: 0 })
        {
            yield return "The quarantine is empty; expected a folder, or nothing for one beside the data.";
        }
    }
}
