namespace Transfer.ML;

/// <summary>Adds columns to single rows, for prediction engines.</summary>
internal sealed class RowMapper(Binding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.Input;

    public DataViewSchema OutputSchema => binding.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        binding.Needed(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ReferenceEquals(input.Schema, InputSchema) ? new MappedRow(binding, input, activeColumns)
            : throw new ArgumentException("The row has other columns than those that it is mapped from.", nameof(input));
    }
}
