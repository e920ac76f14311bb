using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>NumPy's format, version 1.0, with the rows that have features, and a CSV that says which row is whose.</summary>
internal sealed class NumpyFormat : IFeatureFormat
{
    // Room for any number of rows; a multiple of 64, so that a mapped matrix is aligned.
    private const int HeaderLength = 128;

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

    public void Begin(FeatureBatch batch)
    {
        _columns = batch;
        _matrix.Stream.Write(new byte[HeaderLength]);
        _lines.WriteLine("path,class,view,outcome,row");
    }

    public void Write(FeatureBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var row = batch.Rows[i];
            var number = batch.HasFeatures(i) ? _rows.ToString(CultureInfo.InvariantCulture) : "";
            _lines.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{CsvField.Quoted(row.Path)},{CsvField.Quoted(row.Class)},{row.View},{CsvField.Quoted(row.Outcome)},{number}"));
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
        _matrix.Stream.Write(Header());
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

    private byte[] Header()
    {
        var header = new byte[HeaderLength];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(magic.Length), HeaderLength - 10);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '{_columns!.NumpyType}', 'fortran_order': False, 'shape': ({_rows}, {_columns.Length}), }}");
        Encoding.ASCII.GetBytes(text.PadRight(HeaderLength - 11) + "\n").CopyTo(header, 10);
        return header;
    }
}
