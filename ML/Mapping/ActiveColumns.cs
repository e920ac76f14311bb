namespace Transfer.ML;

/// <summary>The columns of a row that can be read: some of its own, and new ones.</summary>
internal sealed class ActiveColumns
{
    private readonly Binding _binding;
    private readonly DataViewRow _row;
    private readonly HashSet<int> _active;
    private readonly Delegate[] _added;

    public ActiveColumns(Binding binding, DataViewRow row, IEnumerable<DataViewSchema.Column> active)
    {
        (_binding, _row) = (binding, row);
        _active = [.. active.Select(c => c.Index)];
        _added = _active.Any(index => index >= binding.Input.Count) ? binding.Added.Getters(row) : [];
    }

    public bool IsActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    /// <exception cref="InvalidOperationException">The column is not active, or holds another type.</exception>
    public ValueGetter<T> Getter<T>(DataViewSchema.Column column)
    {
        if (!IsActive(column))
        {
            throw new InvalidOperationException($"The column '{column.Name}' cannot be read: the rows were opened without it.");
        }

        return !_binding.IsNew(column) ? _row.GetGetter<T>(_binding.Input[column.Index])
            : _added[column.Index - _binding.Input.Count] as ValueGetter<T> ?? throw new InvalidOperationException(
                $"The column '{column.Name}' holds {column.Type.RawType.Name}; received a getter of {typeof(T).Name}.");
    }
}
