using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>NumPy's format, version 1.0, with the rows that have features, and a CSV that says which row is whose.</summary>
internal sealed class NumpyFormat : IFeatureFormat
{
    private readonly string _path;
    private readonly AtomicFile _matrix;
    private readonly AtomicFile _table;
    private readonly StreamWriter _lines;
    private FeatureBatch? _columns;
    private long _rows;

    public NumpyFormat(string path)
    {
        _path = path;
        _matrix = new AtomicFile(path);
        try
        {
            _table = new AtomicFile(Path.ChangeExtension(path, ".csv"));
        }
        catch
        {
            _matrix.Dispose();
            throw;
        }

        _lines = CsvField.Writer(_table);
    }

    public bool HasFixedLists => false;

    public void Begin(FeatureBatch batch)
    {
        _columns = batch;
        _matrix.Stream.Write(new byte[NumpyHeader.Length]);
        _lines.WriteLine("path,class,split,view,outcome,row");
    }

    public void Write(FeatureBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var row = batch.Rows[i];
            var number = batch.HasFeatures(i) ? _rows.ToString(CultureInfo.InvariantCulture) : "";
            _lines.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{CsvField.Quoted(row.Path)},{CsvField.Quoted(row.Class)},"
                    + $"{row.Split},{row.View},{CsvField.Quoted(row.Outcome)},{number}"));
            if (batch.HasFeatures(i))
            {
                _matrix.Stream.Write(batch.FeatureBytes(i));
                _rows++;
            }
        }
    }

    public void Finish()
    {
        _matrix.Stream.Position = 0;
        _matrix.Stream.Write(NumpyHeader.Of(_columns!.NumpyType, [_rows, _columns.Length]));
        _matrix.Close();
        _lines.Flush();
        _table.Close();
        // The matrix of an earlier run never stands beside the table of this one.
        File.Delete(_path);
        _table.Commit();
        _matrix.Commit();
    }

    public void Dispose()
    {
        _matrix.Dispose();
        _table.Dispose();
    }
}
