using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Transfer.Pipeline;

/// <summary>Rows in Arrow's column layout, in buffers that are used again after <see cref="Clear"/>.</summary>
internal sealed class FeatureBatch
{
    private const int MaximalBytes = 32 << 20;
    private const int MaximalRows = 16384;

    private readonly IArrowType _number;
    private readonly bool _halfPrecision;
    private readonly bool _hasFixedLists;
    private readonly int _capacity;
    private readonly ExtractedRow[] _rows;
    private readonly byte[] _features;
    private readonly byte[] _valid;
    private readonly int[] _offsets;
    private int _filled;

    /// <summary>An empty batch.</summary>
    /// <param name="length">The number of features of a row; a file without any has lists of 1, all null, as Arrow knows none of 0.</param>
    /// <param name="halfPrecision">Whether they are float16.</param>
    /// <param name="hasFixedLists">
    /// Whether lists are of fixed size, with zeros where there are no features; they are of any size otherwise, with nothing there.
    /// </param>
    /// <param name="recipe">What made the features, by name.</param>
    public FeatureBatch(int length, bool halfPrecision, bool hasFixedLists, IReadOnlyDictionary<string, string> recipe)
    {
        (Length, _halfPrecision, _hasFixedLists) = (Math.Max(1, length), halfPrecision, hasFixedLists);
        RowBytes = Length * (halfPrecision ? 2 : sizeof(float));
        _capacity = Math.Clamp(MaximalBytes / RowBytes, 1, MaximalRows);
        _rows = new ExtractedRow[_capacity];
        _features = new byte[(long)_capacity * RowBytes];
        _valid = new byte[(_capacity + 7) / 8];
        _offsets = new int[_capacity + 1];
        _number = halfPrecision ? HalfFloatType.Default : FloatType.Default;
        Schema = new Schema(
            [
                new Field("path", StringType.Default, nullable: false),
                new Field("class", StringType.Default, nullable: false),
                new Field("split", StringType.Default, nullable: false),
                new Field("view", Int32Type.Default, nullable: false),
                new Field("outcome", StringType.Default, nullable: false),
                new Field("features", ListType, nullable: true),
            ],
            FeatureMetadata.Write(recipe));
    }

    public int Length { get; }

    public int RowBytes { get; }

    public Schema Schema { get; }

    public int Count { get; private set; }

    private NestedType ListType => new Field("item", _number, nullable: false) is var item && _hasFixedLists
        ? new FixedSizeListType(item, Length) : new ListType(item);

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

        var target = _features.AsSpan(_filled * RowBytes, RowBytes);
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
        _filled += _hasFixedLists || !row.Features.IsEmpty ? 1 : 0;
        _offsets[Count + 1] = _filled * Length;
        // The features themselves may lie in a buffer that the caller uses again.
        _rows[Count++] = row with { Features = default };
    }

    public void Clear()
    {
        System.Array.Clear(_rows, 0, Count);
        (Count, _filled) = (0, 0);
    }

    public bool HasFeatures(int row) => (_valid[row / 8] >> (row % 8) & 1) == 1;

    /// <summary>The features of a row as they are stored, little-endian.</summary>
    public ReadOnlySpan<byte> FeatureBytes(int row) => _features.AsSpan(_offsets[row] / Length * RowBytes, RowBytes);

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

        var features = new ArrowBuffer(_features.AsMemory(0, _filled * RowBytes));
        var values = new ArrayData(_number, _filled * Length, 0, 0, [ArrowBuffer.Empty, features]);
        var valid = new ArrowBuffer(_valid.AsMemory(0, (Count + 7) / 8));
        IArrowArray lists = _hasFixedLists ? new FixedSizeListArray(new ArrayData(ListType, Count, missing, 0, [valid], [values]))
            : new ListArray(new ArrayData(ListType, Count, missing, 0, [valid, new ArrowBuffer(Offsets())], [values]));
        return new RecordBatch(
            Schema,
            [
                Text(r => r.Path), Text(r => r.Class), Text(r => r.Split), views.Build(), Text(r => r.Outcome),
                lists,
            ],
            Count);
    }

    private byte[] Offsets() => MemoryMarshal.AsBytes(_offsets.AsSpan(0, Count + 1)).ToArray();

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
