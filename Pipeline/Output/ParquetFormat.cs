using ParquetSharp;
using ParquetSharp.Arrow;

namespace Transfer.Pipeline;

/// <summary>
/// A Parquet file: a row group for each batch of rows. Its lists are of any size, also in the Arrow schema in the file's metadata: where
/// that says that they are of fixed size, Arrow's own reader refuses files that have null among them.
/// </summary>
internal sealed class ParquetFormat(string path) : IFeatureFormat
{
    private const string Values = "features.list.element";

    private readonly AtomicFile _file = new(path);
    private FileWriter? _writer;

    public bool HasFixedLists => false;

    public void Begin(FeatureBatch batch)
    {
        using var properties = new WriterPropertiesBuilder();
        properties.Compression(Compression.Zstd).CompressionLevel(1).DisableDictionary(Values).DisableStatistics(Values);
        if (batch.NumpyType == "<f4")
        {
            // Puts the exponents of all floats together: little else of float32 features can be compressed.
            properties.Encoding(Values, Encoding.ByteStreamSplit);
        }

        using var arrow = new ArrowWriterPropertiesBuilder();
        using var built = properties.Build();
        using var arrowBuilt = arrow.StoreSchema().Build();
        _writer = new FileWriter(_file.Stream, batch.Schema, built, arrowBuilt, leaveOpen: true);
    }

    public void Write(FeatureBatch batch)
    {
        if (batch.Count > 0)
        {
            using var rows = batch.ToArrow();
            // Makes a row group of its own.
            _writer!.WriteRecordBatch(rows);
        }
    }

    public void Finish()
    {
        _writer!.Close();
        _file.Commit();
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _file.Dispose();
    }
}
