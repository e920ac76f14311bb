namespace Transfer.ML;

/// <summary>A transformer that adds columns to each row on its own. It is saved as a name and bytes.</summary>
internal abstract class RowTransformer : ITransformer, IDisposable
{
    private int _isDisposed;

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new Binding(inputSchema, Add(inputSchema, null)).Output;
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(new Binding(input.Schema, Add(input.Schema, input)), input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowMapper(new Binding(inputSchema, Add(inputSchema, null)));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelFormat.Save(ctx, Loader, ToBytes());

    /// <summary>Closes what it uses. Data that it has transformed can no longer be read.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Close();
        }
    }

    /// <summary>What loads it.</summary>
    protected abstract LoaderName Loader { get; }

    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed != 0, this);

    /// <summary>The new columns.</summary>
    /// <param name="schema">The columns that there are.</param>
    /// <param name="view">The rows, all of which are to be mapped; null for rows one by one.</param>
    protected abstract AddedColumns Add(DataViewSchema schema, IDataView? view);

    /// <summary>Everything that <see cref="Loader"/> makes an equal one from.</summary>
    protected abstract byte[] ToBytes();

    protected abstract void Close();
}
