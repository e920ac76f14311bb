using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Transfer.FeatureCache;

/// <summary>What one store's shards look like: three columns, and metadata that says whose rows they are.</summary>
internal sealed class ShardFormat
{
    public const string Extension = ".arrow";

    private const string RecipeEntry = "transfer.recipe";
    private const string ShapeEntry = "transfer.shape";
    private const string VersionEntry = "transfer.format_version";

    private readonly IArrowType _number;

    /// <exception cref="ArgumentException">The shape is empty, has a length below 1, or a row has more than 2^28 numbers.</exception>
    public ShardFormat(ContentHash recipe, int[] shape, FeatureRowType type)
    {
        (Shape, RowLength, Type) = (shape, RowLengthOf(shape), type);
        _number = type == FeatureRowType.Float16 ? HalfFloatType.Default : FloatType.Default;
        var metadata = new Dictionary<string, string>
        {
            [RecipeEntry] = recipe.ToString(),
            [ShapeEntry] = string.Join(',', shape),
            [VersionEntry] = FeatureRecipe.FormatVersion.ToString(CultureInfo.InvariantCulture),
        };
        var features = new FixedSizeListType(new Field("item", _number, nullable: false), RowLength);
        Schema = new Schema(
            [
                new Field("image", new FixedSizeBinaryType(ContentHash.Size), nullable: false),
                new Field("view", Int32Type.Default, nullable: false),
                new Field("features", features, nullable: false),
            ],
            metadata);
    }

    public int[] Shape { get; }

    public int RowLength { get; }

    public FeatureRowType Type { get; }

    public int BytesPerRow => RowLength * RowEncoding.BytesPerNumber(Type);

    public Schema Schema { get; }

    /// <summary>Writes rows into a shard of their own.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">The disk is full, or the folder is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string Write(string folder, RecordBatch batch)
    {
        return FileFault.Explain(
            () => AtomicFile.WriteHashed(folder, Extension, stream =>
            {
                using var writer = new ArrowFileWriter(stream, batch.Schema, leaveOpen: true);
                writer.WriteRecordBatch(batch);
                writer.WriteEnd();
            }),
            message => $"The feature cache could not write into '{folder}': {message} " +
                "Free some space there, or choose another cache folder.");
    }

    public RecordBatch Batch(int rows, ReadOnlyMemory<byte> images, ReadOnlyMemory<byte> views, ReadOnlyMemory<byte> features)
    {
        var listType = Schema.GetFieldByName("features").DataType;
        var values = new ArrayData(_number, rows * RowLength, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(features)]);
        return new RecordBatch(
            Schema,
            [
                new FixedSizeBinaryArray(new ArrayData(
                    Schema.GetFieldByName("image").DataType, rows, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(images)])),
                new Int32Array(new ArrayData(Int32Type.Default, rows, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(views)])),
                new FixedSizeListArray(new ArrayData(listType, rows, 0, 0, [ArrowBuffer.Empty], [values])),
            ],
            rows);
    }

    /// <summary>Checks the schema of a shard that was read.</summary>
    /// <exception cref="InvalidDataException">The shard belongs to another store or has other columns.</exception>
    public void Check(Schema schema)
    {
        foreach (var (name, expected) in Schema.Metadata)
        {
            if (schema.Metadata is not { } metadata || !metadata.TryGetValue(name, out var found) || found != expected)
            {
                throw new InvalidDataException($"its '{name}' is not '{expected}'");
            }
        }

        if (schema.FieldsList.Count != 3
            || schema.GetFieldByIndex(0).DataType is not FixedSizeBinaryType { ByteWidth: ContentHash.Size }
            || schema.GetFieldByIndex(1).DataType is not Int32Type
            || schema.GetFieldByIndex(2).DataType is not FixedSizeListType list
            || list.ListSize != RowLength
            || list.ValueDataType.TypeId != _number.TypeId)
        {
            throw WrongColumns();
        }
    }

    /// <summary>The fault of a shard whose columns are others.</summary>
    public static InvalidDataException WrongColumns() => new("its columns are not image, view and features of this length");

    private static int RowLengthOf(int[] shape)
    {
        var length = 1L;
        foreach (var side in shape)
        {
            length = side < 1 || length > 1 << 28 ? 0 : length * side;
        }

        return shape.Length > 0 && length is > 0 and <= 1 << 28
            ? (int)length
            : throw new ArgumentException(
                $"The shape [{string.Join(", ", shape)}] is not that of a row: one or more lengths from 1, at most 2^28 numbers in all.",
                nameof(shape));
    }
}
