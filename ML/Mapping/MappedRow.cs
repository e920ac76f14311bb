namespace Transfer.ML;

/// <summary>A row with new columns, which are computed from its current values. Owns the row.</summary>
internal sealed class MappedRow(Binding binding, DataViewRow row, IEnumerable<DataViewSchema.Column> active) : DataViewRow
{
    private readonly ActiveColumns _columns = new(binding, row, active);

    public override DataViewSchema Schema => binding.Output;

    public override long Position => row.Position;

    public override long Batch => row.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.Getter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            row.Dispose();
        }

        base.Dispose(disposing);
    }
}
