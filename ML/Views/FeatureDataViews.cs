namespace Transfer.ML;

/// <summary>Features that were extracted, as data of ML.NET.</summary>
public static class FeatureDataViews
{
    /// <summary>
    /// Rows of an extraction, in memory, with the columns <c>Path</c>, <c>Label</c> (the class, text), <c>Split</c>, <c>View</c>,
    /// <c>Outcome</c> and <c>Features</c>. The features of a row without any are missing values (NaN).
    /// </summary>
    /// <param name="rows">What <see cref="FeatureExtraction.ExtractAsync"/> gives; it is read once.</param>
    /// <param name="mlContext">The context of the data.</param>
    /// <exception cref="InvalidDataException">No row has features, or they have different lengths.</exception>
    public static IDataView AsDataView(this IEnumerable<ExtractedRow> rows, MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(mlContext);
        ExtractedRow[] all = [.. rows];
        int[] lengths = [.. all.Where(r => r.IsOk).Select(r => r.Features.Length).Distinct()];
        if (lengths is not [var length and > 0])
        {
            throw new InvalidDataException(lengths.Length > 1
                ? $"The rows have {string.Join(" and ", lengths.Select(l => $"{l:N0}"))} features; expected one extraction. Extract them "
                    + "with the same options."
                : $"None of the {all.Length:N0} rows has features. Give rows of an extraction with at least one usable image.");
        }

        return mlContext.Data.LoadFromEnumerable(
            all.Select(r => new ImageRow
            {
                Path = r.Path,
                Label = r.Class,
                Split = r.Split,
                View = r.View,
                Outcome = r.Outcome,
                Features = r.IsOk ? r.Features.ToArray() : [.. Enumerable.Repeat(float.NaN, length)],
            }).ToList(), Schema(typeof(ImageRow), length));
    }

    /// <summary>
    /// The rows of a store, in no particular order, with the columns <c>Image</c> (the SHA-256 of the file), <c>View</c> and
    /// <c>Features</c>. They are read from the disk when the data are.
    /// </summary>
    /// <param name="store">The store, which must not be disposed before the data have been read.</param>
    /// <param name="mlContext">The context of the data.</param>
    public static IDataView AsDataView(this FeatureStore store, MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.Data.LoadFromEnumerable(Rows(store), Schema(typeof(StoredRow), store.RowLength));
    }

    private static IEnumerable<StoredRow> Rows(FeatureStore store)
    {
        foreach (var key in store.Keys())
        {
            var features = new float[store.RowLength];
            if (store.CopyRow(key, features))
            {
                yield return new StoredRow { Image = key.Image.ToString(), View = key.View, Features = features };
            }
        }
    }

    private static SchemaDefinition Schema(Type type, int length)
    {
        var schema = SchemaDefinition.Create(type);
        schema[nameof(ImageRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        return schema;
    }

    private sealed class ImageRow
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";

        public string Split { get; set; } = "";

        public int View { get; set; }

        public string Outcome { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    private sealed class StoredRow
    {
        public string Image { get; set; } = "";

        public int View { get; set; }

        public float[] Features { get; set; } = [];
    }
}
