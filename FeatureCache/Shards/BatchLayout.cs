using System.Buffers.Binary;

namespace Transfer.FeatureCache;

/// <summary>Where the columns of a shard's only record batch lie in its file.</summary>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Images">Where the hashes of the images begin.</param>
/// <param name="Views">Where the numbers of the views begin.</param>
/// <param name="Features">Where the features begin.</param>
/// <remarks>
/// Arrow's own reader takes a batch into memory as a whole. This reads the few hundred bytes before it, a table of FlatBuffers
/// (https://flatbuffers.dev/internals) as https://arrow.apache.org/docs/format/Columnar.html describes it.
/// </remarks>
internal readonly record struct BatchLayout(int Rows, long Images, long Views, long Features)
{
    private const int MostMetadata = 1 << 20;

    // Of a table "Message" and a table "RecordBatch".
    private const int HeaderType = 1;
    private const int Header = 2;
    private const int RowCount = 0;
    private const int Nodes = 1;
    private const int Buffers = 2;
    private const int Compression = 3;
    private const byte IsRecordBatch = 3;

    // A column has a buffer of missing values and, but for a list of fixed size, one of values.
    private const int BufferCount = 7;
    private const int ImageBuffer = 1;
    private const int ViewBuffer = 3;
    private const int FeatureBuffer = 6;

    /// <summary>Reads what lies behind the schema.</summary>
    /// <param name="stream">At the end of the schema.</param>
    /// <exception cref="InvalidDataException">It is no record batch of such columns, or does not lie within the file.</exception>
    public static BatchLayout Read(Stream stream, ShardFormat format)
    {
        Span<byte> prefix = stackalloc byte[2 * sizeof(int)];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix[sizeof(int)..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(prefix) != -1 || length is <= 0 or > MostMetadata)
        {
            throw new InvalidDataException("it holds no rows");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        var message = new FlatTable(bytes, BinaryPrimitives.ReadInt32LittleEndian(bytes));
        if (message.Byte(HeaderType) != IsRecordBatch)
        {
            throw new InvalidDataException("it holds no rows");
        }

        var batch = message.Table(Header);
        var (rows, body) = (batch.Long(RowCount), stream.Position);
        var buffers = batch.Vector(Buffers);
        (long Length, long Nulls)[] columns = [(rows, 0), (rows, 0), (rows, 0), (rows * format.RowLength, 0)];
        if (rows is < 1 or > RowTable.MostRows || !batch.Vector(Nodes).SequenceEqual(columns) || buffers.Length != BufferCount
            || batch.Has(Compression))
        {
            throw ShardFormat.WrongColumns();
        }

        return new BatchLayout(
            (int)rows, Start(ImageBuffer, ContentHash.Size), Start(ViewBuffer, sizeof(int)), Start(FeatureBuffer, format.BytesPerRow));

        long Start(int buffer, long bytesPerRow)
        {
            var (start, size) = buffers[buffer];
            return start >= 0 && size >= rows * bytesPerRow && body + start + (rows * bytesPerRow) <= stream.Length
                ? body + start
                : throw ShardFormat.WrongColumns();
        }
    }

    /// <summary>A table of FlatBuffers: at its start it says where its list of fields lies.</summary>
    private readonly ref struct FlatTable(ReadOnlySpan<byte> bytes, int start)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public bool Has(int field) => Place(field) != 0;

        public byte Byte(int field) => Has(field) ? _bytes[Place(field)] : (byte)0;

        public long Long(int field) => Has(field) ? BinaryPrimitives.ReadInt64LittleEndian(_bytes[Place(field)..]) : 0;

        public FlatTable Table(int field) => new(_bytes, Target(field));

        /// <summary>A list of pairs of numbers.</summary>
        public (long First, long Second)[] Vector(int field)
        {
            const int Pair = 2 * sizeof(long);
            var at = Target(field);
            var count = BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);
            // Before so much is allocated.
            _ = _bytes.Slice(at + sizeof(int), checked(count * Pair));
            var pairs = new (long First, long Second)[count];
            for (var i = 0; i < pairs.Length; i++)
            {
                var pair = _bytes.Slice(at + sizeof(int) + (i * Pair), Pair);
                pairs[i] = (BinaryPrimitives.ReadInt64LittleEndian(pair), BinaryPrimitives.ReadInt64LittleEndian(pair[sizeof(long)..]));
            }

            return pairs;
        }

        private int Target(int field) => Has(field)
            ? Place(field) + BinaryPrimitives.ReadInt32LittleEndian(_bytes[Place(field)..])
            : throw new InvalidDataException("it holds no rows");

        private int Place(int field)
        {
            var fields = _bytes[(start - BinaryPrimitives.ReadInt32LittleEndian(_bytes[start..]))..];
            var entry = (2 + field) * sizeof(ushort);
            var isThere = entry < BinaryPrimitives.ReadUInt16LittleEndian(fields);
            var offset = isThere ? BinaryPrimitives.ReadUInt16LittleEndian(fields[entry..]) : 0;
            return offset == 0 ? 0 : start + offset;
        }
    }
}
