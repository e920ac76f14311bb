using Apache.Arrow;
using Apache.Arrow.Ipc;
using ParquetSharp;

namespace Transfer.Pipeline.Tables;

/// <summary>Reads the Arrow and Parquet files that an extraction writes, also when another program has written them again.</summary>
internal sealed class ArrowTable
{
    private const string FeatureColumn = "features";
    private const string OutcomeColumn = "outcome";
    private const int RowsAtOnce = 4096;

    private readonly string _path;
    private readonly List<float[]> _features = [];
    private readonly Dictionary<string, List<string>> _columns = [];
    private readonly Dictionary<string, int> _without = [];

    private ArrowTable(string path) => _path = path;

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or has other columns.</exception>
    public static ExtractedTable Read(string path)
    {
        var table = new ArrowTable(path);
        var isParquet = TableStream.Extension(path) == ".parquet";
        using var stream = TableStream.Open(path);
        try
        {
            var schema = isParquet ? table.ReadParquet(stream) : table.ReadArrow(stream);
            return table.Finish(schema);
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or FileNotFoundException)
            && !exception.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}' cannot be read as {(isParquet ? "Parquet" : "an Arrow file")}: "
                + $"{exception.Message.TrimEnd('.')}. Copy it or extract the features again.", exception);
        }
    }

    private Schema ReadArrow(Stream stream)
    {
        using var reader = new ArrowFileReader(stream, leaveOpen: true);
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            using (batch)
            {
                Add(batch);
            }
        }

        return reader.Schema;
    }

    private Schema ReadParquet(Stream stream)
    {
        using var arrow = ParquetSharp.Arrow.ArrowReaderProperties.GetDefault();
        arrow.BatchSize = RowsAtOnce;
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        using var reader = new ParquetSharp.Arrow.FileReader(stream, properties, arrow, leaveOpen: true);
        using var batches = reader.GetRecordBatchReader();
        while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                Add(batch);
            }
        }

        return reader.Schema;
    }

    private void Add(RecordBatch batch)
    {
        var lists = Enumerable.Range(0, batch.ColumnCount).Where(i => batch.Schema.GetFieldByIndex(i).Name == FeatureColumn)
            .Select(batch.Column).FirstOrDefault();
        var texts = Enumerable.Range(0, batch.ColumnCount)
            .Select(i => (batch.Schema.GetFieldByIndex(i).Name, Text: ArrowValues.TextOf(batch.Column(i))))
            .Where(c => c.Text is not null).ToArray();
        var outcome = texts.FirstOrDefault(c => c.Name == OutcomeColumn).Text;
        if (lists is not (ListArray or FixedSizeListArray or LargeListArray))
        {
            throw new InvalidDataException($"'{_path}' has no column '{FeatureColumn}' of lists; expected a file that an extraction wrote. "
                + "Save other tables as CSV or .npz.");
        }

        for (var row = 0; row < batch.Length; row++)
        {
            if (ArrowValues.List(lists, row) is not { Length: > 0 } values)
            {
                var reason = outcome?.Invoke(row) ?? "";
                _without[reason] = _without.GetValueOrDefault(reason) + 1;
                continue;
            }

            _features.Add(values);
            foreach (var (name, text) in texts)
            {
                if (!_columns.TryGetValue(name, out var column))
                {
                    _columns[name] = column = [];
                }

                column.Add(text!(row));
            }
        }
    }

    private ExtractedTable Finish(Schema schema)
    {
        var length = _features.Count == 0 ? 1 : _features[0].Length;
        if (_features.FindIndex(f => f.Length != length) is >= 0 and var odd)
        {
            throw new InvalidDataException($"'{_path}' has rows of {length:N0} and of {_features[odd].Length:N0} features; expected the "
                + "same number in each. Extract them again.");
        }

        var all = new float[TableArray.Count([Math.Max(1, _features.Count), length], _path)];
        foreach (var (row, own) in _features.Index())
        {
            own.CopyTo(all, row * length);
        }

        return new ExtractedTable
        {
            Path = _path,
            Features = _features.Count == 0 ? [] : all,
            Length = length,
            Columns = _columns.ToDictionary(c => c.Key, c => (IReadOnlyList<string>)c.Value),
            WithoutFeatures = _without,
            Recipe = FeatureMetadata.Read(schema.Metadata),
        };
    }
}
