namespace Transfer.Cli;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its first line.</param>
/// <param name="Importance">Where there is not enough room, the columns with the smallest are left out.</param>
internal sealed record TextColumn(string Title, int Importance)
{
    /// <summary>Whether its cells end at the same place, as those of numbers do. Default false.</summary>
    public bool IsNumber { get; init; }

    /// <summary>
    /// Down to how many characters cells are shortened, with an ellipsis in the middle, before a column is left out; 3 or more. Default:
    /// cells are not shortened.
    /// </summary>
    public int Least { get; init; } = int.MaxValue;

    /// <summary>What it is called where it is left out. Default: its title.</summary>
    public string Name { get; init; } = Title;
}
