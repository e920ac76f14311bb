using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Transfer.Pipeline;

/// <summary>Rows in Arrow's column layout, in buffers that are used again after <see cref="Clear"/>.</summary>
internal sealed class FeatureBatch
{
    private const int MaximalBytes = 32 << 20;
    private const int MaximalRows = 16384;

    private readonly FixedSizeListType _list;
    private readonly bool _halfPrecision;
    private readonly int _capacity;
    private readonly ExtractedRow[] _rows;
    private readonly byte[] _features;
    private readonly byte[] _valid;

    /// <summary>An empty batch.</summary>
    /// <param name="length">The number of features of a row; a file without any has lists of 1, all null, as Arrow knows none of 0.</param>
    /// <param name="halfPrecision">Whether they are float16.</param>
    public FeatureBatch(int length, bool halfPrecision)
    {
        (Length, _halfPrecision) = (Math.Max(1, length), halfPrecision);
        RowBytes = Length * (halfPrecision ? 2 : sizeof(float));
        _capacity = Math.Clamp(MaximalBytes / RowBytes, 1, MaximalRows);
        _rows = new ExtractedRow[_capacity];
        _features = new byte[(long)_capacity * RowBytes];
        _valid = new byte[(_capacity + 7) / 8];
        IArrowType number = halfPrecision ? HalfFloatType.Default : FloatType.Default;
        _list = new FixedSizeListType(new Field("item", number, nullable: false), Length);
        Schema = new Schema(
            [
                new Field("path", StringType.Default, nullable: false),
                new Field("class", StringType.Default, nullable: false),
                new Field("view", Int32Type.Default, nullable: false),
                new Field("outcome", StringType.Default, nullable: false),
                new Field("features", _list, nullable: true),
            ],
            metadata: []);
    }

    public int Length { get; }

    public int RowBytes { get; }

    public Schema Schema { get; }

    public int Count { get; private set; }

    public bool IsFull => Count == _capacity;

    /// <summary>NumPy's name of the numeric type.</summary>
    public string NumpyType => _halfPrecision ? "<f2" : "<f4";

    /// <summary>The rows without their features, in order.</summary>
    public ReadOnlySpan<ExtractedRow> Rows => _rows.AsSpan(0, Count);

    public void Add(ExtractedRow row)
    {
        if (!row.Features.IsEmpty && row.Features.Length != Length)
        {
            throw new ArgumentException(
                $"'{row.Path}' has {row.Features.Length} features, and the rows before it have {Length}.", nameof(row));
        }

        var target = _features.AsSpan(Count * RowBytes, RowBytes);
        if (row.Features.IsEmpty)
        {
            target.Clear();
        }
        else if (_halfPrecision)
        {
            ToHalf(row.Features.Span, MemoryMarshal.Cast<byte, Half>(target));
        }
        else
        {
            MemoryMarshal.AsBytes(row.Features.Span).CopyTo(target);
        }

        _valid[Count / 8] = (byte)((_valid[Count / 8] & ~(1 << (Count % 8))) | ((row.Features.IsEmpty ? 0 : 1) << (Count % 8)));
        // The features themselves may lie in a buffer that the caller uses again.
        _rows[Count++] = row with { Features = default };
    }

    public void Clear()
    {
        System.Array.Clear(_rows, 0, Count);
        Count = 0;
    }

    public bool HasFeatures(int row) => (_valid[row / 8] >> (row % 8) & 1) == 1;

    /// <summary>The features of a row as they are stored, little-endian.</summary>
    public ReadOnlySpan<byte> FeatureBytes(int row) => _features.AsSpan(row * RowBytes, RowBytes);

    /// <summary>The rows as an Arrow batch over these buffers, good until <see cref="Clear"/>.</summary>
    public RecordBatch ToArrow()
    {
        var views = new Int32Array.Builder().Reserve(Count);
        var missing = 0;
        for (var i = 0; i < Count; i++)
        {
            views.Append(_rows[i].View);
            missing += HasFeatures(i) ? 0 : 1;
        }

        var features = new ArrowBuffer(_features.AsMemory(0, Count * RowBytes));
        var values = new ArrayData(_list.ValueDataType, Count * Length, 0, 0, [ArrowBuffer.Empty, features]);
        var lists = new ArrayData(_list, Count, missing, 0, [new ArrowBuffer(_valid.AsMemory(0, (Count + 7) / 8))], [values]);
        return new RecordBatch(
            Schema, [Text(r => r.Path), Text(r => r.Class), views.Build(), Text(r => r.Outcome), new FixedSizeListArray(lists)], Count);
    }

    private static void ToHalf(ReadOnlySpan<float> values, Span<Half> target)
    {
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = (Half)values[i];
        }
    }

    private StringArray Text(Func<ExtractedRow, string> column)
    {
        var builder = new StringArray.Builder().Reserve(Count);
        foreach (var row in Rows)
        {
            builder.Append(column(row));
        }

        return builder.Build();
    }
}
