namespace Transfer.ML;

/// <summary>Columns that are added to each row of data, and the one column that they are computed from.</summary>
internal sealed class AddedColumns
{
    private readonly Lazy<Func<DataViewRow, Delegate[]>> _getters;

    /// <param name="source">What they are computed from.</param>
    /// <param name="columns">The new columns.</param>
    /// <param name="prepare">
    /// Does what has to be done once before rows are read, and returns what makes a getter for each new column of a row.
    /// </param>
    public AddedColumns(
        DataViewSchema.Column source, IReadOnlyList<DataViewSchema.DetachedColumn> columns, Func<Func<DataViewRow, Delegate[]>> prepare)
    {
        (Source, Columns) = (source, columns);
        _getters = new Lazy<Func<DataViewRow, Delegate[]>>(prepare);
    }

    public DataViewSchema.Column Source { get; }

    public IReadOnlyList<DataViewSchema.DetachedColumn> Columns { get; }

    /// <summary>Does on the calling thread what has to be done once.</summary>
    public void Prepare() => _ = _getters.Value;

    /// <summary>A getter for each new column, which reads the current values of the row.</summary>
    public Delegate[] Getters(DataViewRow row) => _getters.Value(row);
}
