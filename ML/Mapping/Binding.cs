namespace Transfer.ML;

/// <summary>The columns of some data, and those with new ones added behind them.</summary>
internal sealed class Binding
{
    public Binding(DataViewSchema input, AddedColumns added)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(added.Columns);
        (Input, Added, Output) = (input, added, builder.ToSchema());
    }

    public DataViewSchema Input { get; }

    public AddedColumns Added { get; }

    public DataViewSchema Output { get; }

    /// <summary>Whether a column of the output is a new one.</summary>
    public bool IsNew(DataViewSchema.Column column) => column.Index >= Input.Count;

    /// <summary>The columns of the input that some of the output are read or computed from.</summary>
    public IReadOnlyList<DataViewSchema.Column> Needed(IEnumerable<DataViewSchema.Column> active)
    {
        var indices = active.Select(c => IsNew(c) ? Added.Source.Index : c.Index).ToHashSet();
        return [.. Input.Where(c => indices.Contains(c.Index))];
    }
}
