namespace Transfer.ML;

/// <summary>Gives the outputs of a trained classifier for rows. Owns the classifier.</summary>
internal abstract class Scorer : IDisposable
{
    /// <summary>The type of the column that it was trained on.</summary>
    public abstract DataViewType Type { get; }

    /// <summary>Whether it can score a column of a type.</summary>
    public abstract bool Takes(DataViewType type);

    /// <summary>Gets ready to score rows.</summary>
    /// <param name="column">What is scored.</param>
    /// <param name="view">The rows, all of which are to be scored; null for rows one by one.</param>
    /// <returns>What makes, for a row, what writes the outputs of its current values.</returns>
    public abstract Func<DataViewRow, Action<float[]>> Bind(DataViewSchema.Column column, IDataView? view);

    public abstract void Dispose();
}
