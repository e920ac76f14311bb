namespace Transfer.ML;

/// <summary>A cursor over rows with new columns. Owns the cursor over the rows.</summary>
internal sealed class MappedCursor(Binding binding, DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> active)
    : DataViewRowCursor
{
    private readonly ActiveColumns _columns = new(binding, cursor, active);

    public override DataViewSchema Schema => binding.Output;

    public override long Position => cursor.Position;

    public override long Batch => cursor.Batch;

    public override bool MoveNext() => cursor.MoveNext();

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.Getter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cursor.Dispose();
        }

        base.Dispose(disposing);
    }
}
