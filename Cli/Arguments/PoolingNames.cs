namespace Transfer.Cli;

/// <summary>What poolings are called on the command line.</summary>
internal static class PoolingNames
{
    private static readonly (string Name, Pooling Pooling)[] Table =
    [
        ("auto", Pooling.Auto), ("avg", Pooling.Average), ("max", Pooling.Max), ("avg+max", Pooling.AverageMax), ("token", Pooling.Token),
        ("none", Pooling.None),
    ];

    /// <summary>All names.</summary>
    public static string[] All { get; } = [.. Table.Select(entry => entry.Name)];

    /// <summary>The pooling of a name; null where there is none.</summary>
    public static Pooling? Find(string? name) => Array.Find(Table, entry => entry.Name == name) is { Name: not null } found
        ? found.Pooling : null;

    /// <summary>The name of a pooling.</summary>
    public static string Of(Pooling pooling) => Array.Find(Table, entry => entry.Pooling == pooling).Name;
}
