namespace Transfer.ML;

/// <summary>Rows of data in memory, as a trainer takes them.</summary>
internal static class TrainingRows
{
    /// <summary>Reads features and classes. Rows without a label or with missing features are left out, as ML.NET's trainers do.</summary>
    /// <param name="names">The names of all classes.</param>
    /// <param name="skipped">How many were left out.</param>
    /// <exception cref="InvalidDataException">Fewer than two classes have rows.</exception>
    public static TableData Read(
        IDataView data, DataViewSchema.Column label, DataViewSchema.Column features, IReadOnlyList<string> names, out int skipped)
    {
        var length = ((VectorDataViewType)features.Type).Size;
        var (values, labels) = (new List<float>(), new List<long>());
        skipped = 0;
        using (var cursor = data.GetRowCursor([label, features]))
        {
            var (classOf, getter) = (LabelColumn.Getter(cursor, label), cursor.GetGetter<VBuffer<float>>(features));
            var (buffer, row) = (default(VBuffer<float>), new float[length]);
            while (cursor.MoveNext())
            {
                var own = classOf();
                getter(ref buffer);
                buffer.CopyTo(row);
                if (own < 0 || FeatureExtractor.WhyNotFinite(row) is not null)
                {
                    skipped++;
                    continue;
                }

                values.AddRange(row);
                labels.Add(own);
            }
        }

        var (classes, numbers) = Present(label.Name, names, [.. labels]);
        return new TableData { Features = [.. values], Shape = [length], Labels = numbers, Classes = classes };
    }

    /// <summary>The classes that rows have, and the number of the class of each row among them.</summary>
    /// <exception cref="InvalidDataException">There are fewer than two.</exception>
    public static (string[] Classes, long[] Labels) Present(string column, IReadOnlyList<string> names, long[] labels)
    {
        long[] present = [.. labels.Distinct().Order()];
        return present.Length >= 2
            ? ([.. present.Select(l => names[(int)l])], Array.ConvertAll(labels, l => (long)Array.IndexOf(present, l)))
            : throw new InvalidDataException(labels.Length == 0
                ? $"The data have no row with a label in the column '{column}'. Give rows to train on."
                : $"All {labels.Length:N0} rows have the label '{names[(int)present[0]]}' in the column '{column}'; expected two classes "
                    + "or more.");
    }
}
