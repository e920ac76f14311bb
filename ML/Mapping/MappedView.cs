namespace Transfer.ML;

/// <summary>Data with new columns. Nothing is computed until rows are read with one of them.</summary>
internal sealed class MappedView(Binding binding, IDataView input) : IDataView
{
    public DataViewSchema Schema => binding.Output;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] active = Prepare(columnsNeeded);
        return new MappedCursor(binding, input.GetRowCursor(binding.Needed(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] active = Prepare(columnsNeeded);
        return Array.ConvertAll(
            input.GetRowCursorSet(binding.Needed(active), n, rand), cursor => (DataViewRowCursor)new MappedCursor(binding, cursor, active));
    }

    /// <summary>On the thread that opens the rows, so that what is wrong is its exception.</summary>
    private DataViewSchema.Column[] Prepare(IEnumerable<DataViewSchema.Column> columns)
    {
        DataViewSchema.Column[] active = [.. columns];
        if (active.Any(binding.IsNew))
        {
            binding.Added.Prepare();
        }

        return active;
    }
}
