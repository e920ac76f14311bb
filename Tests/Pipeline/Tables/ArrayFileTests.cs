using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ArrayFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[], float[]> Types => new()
    {
        { "<f4", Bytes(BitConverter.GetBytes, 1.5f, -2f), [1.5f, -2] },
        { "<f8", Bytes(BitConverter.GetBytes, 1.5, -2.0), [1.5f, -2] },
        { "<f2", Bytes(BitConverter.GetBytes, (Half)1.5, (Half)(-2)), [1.5f, -2] },
        { "|u1", [1, 255], [1, 255] },
        { "|b1", [1, 0], [1, 0] },
        { "|i1", [1, 255], [1, -1] },
        { "<i2", Bytes(BitConverter.GetBytes, (short)1, (short)-300), [1, -300] },
        { "<u2", Bytes(BitConverter.GetBytes, (ushort)1, (ushort)60000), [1, 60000] },
        { "<i4", Bytes(BitConverter.GetBytes, 1, -70000), [1, -70000] },
        { "<u4", Bytes(BitConverter.GetBytes, 1u, 70000u), [1, 70000] },
        { "<i8", Bytes(BitConverter.GetBytes, 1L, -70000L), [1, -70000] },
        { "<u8", Bytes(BitConverter.GetBytes, 1UL, 70000UL), [1, 70000] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_numeric_type_of_NumPy_is_read(string type, byte[] data, float[] expected)
    {
        foreach (var version in new byte[] { 1, 2 })
        {
            var array = TableFiles.ReadArray(Write("a.npy", Npy(type, "(2, 1)", data, version)));
            Assert.Equal(expected, array.Values);
            Assert.Equal([2, 1], array.Shape);
        }
    }

    [Fact]
    public void An_npz_has_features_and_targets()
    {
        var path = _folder.File("data.npz");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Add(archive, "x_train.npy", Npy("<f4", "(2, 3)", Bytes(BitConverter.GetBytes, 1f, 2f, 3f, 4f, 5f, 6f)));
            Add(archive, "y_train.npy", Npy("<i8", "(2,)", Bytes(BitConverter.GetBytes, 1L, 0L)));
        }

        var data = TableFiles.Read(path);
        Assert.Equal([1, 2, 3, 4, 5, 6], data.Features);
        Assert.Equal([3], data.Shape);
        Assert.Equal([1, 0], data.Labels);
        Assert.Equal(["0", "1"], data.Classes);
        Assert.Equal((2, 3), (data.Count, data.Length));
        Assert.Equal($"'{path}' has the arrays x_train, y_train; expected one that is called z.",
            Refused(() => TableFiles.Read(path, "z")));

        var values = TableFiles.Read(path, task: TaskKind.Regression);
        Assert.Equal([1, 0], values.Targets);
        Assert.Equal((2, 1), (values.Count, values.TargetNames.Count));
    }

    [Fact]
    public void An_IDX_file_is_read_packed_or_not()
    {
        byte[] idx = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 255];
        var (plain, packed) = (Write("images-idx3-ubyte", idx), Pack("images-idx3-ubyte.gz", idx));
        Assert.Equal([1, 2, 3, 255], TableFiles.ReadArray(plain).Values);
        Assert.Equal([2, 1, 2], TableFiles.ReadArray(packed).Shape);
        var labels = Write("labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 0, 2]);
        var data = TableFiles.Read(packed, labels);
        Assert.Equal([1, 2], data.Shape);
        Assert.Equal(3, data.Classes.Count);
    }

    [Fact]
    public void Every_type_of_IDX_is_read()
    {
        Assert.Equal([-1], Read(0x09, [255]));
        Assert.Equal([-300], Read(0x0B, Big(2, b => BinaryPrimitives.WriteInt16BigEndian(b, -300))));
        Assert.Equal([-70000], Read(0x0C, Big(4, b => BinaryPrimitives.WriteInt32BigEndian(b, -70000))));
        Assert.Equal([1.5f], Read(0x0D, Big(4, b => BinaryPrimitives.WriteSingleBigEndian(b, 1.5f))));
        Assert.Equal([1.5f], Read(0x0E, Big(8, b => BinaryPrimitives.WriteDoubleBigEndian(b, 1.5))));

        float[] Read(byte type, byte[] data) => TableFiles.ReadArray(Write("a.idx", [0, 0, type, 1, 0, 0, 0, 1, .. data])).Values;

        static byte[] Big(int size, Action<byte[]> write)
        {
            var bytes = new byte[size];
            write(bytes);
            return bytes;
        }
    }

    [Fact]
    public void The_digits_of_MNIST_are_read()
    {
        var data = TableFiles.Read(
            Repository.Shared("data", "mnist", "t10k-images-idx3-ubyte.gz"),
            Repository.Shared("data", "mnist", "t10k-labels-idx1-ubyte.gz"));
        Assert.Equal((10_000, 784, 10), (data.Count, data.Length, data.Classes.Count));
        Assert.Equal([28, 28], data.Shape);
        Assert.Equal([7, 2, 1, 0, 4], data.Labels[..5]);
        Assert.Equal((0f, 255f), (data.Features.Min(), data.Features.Max()));
    }

    [Fact]
    public void What_cannot_be_read_is_said_in_a_sentence()
    {
        Assert.StartsWith($"There is no file '{_folder.File("none.npy")}'.",
            Assert.Throws<FileNotFoundException>(() => TableFiles.ReadArray(_folder.File("none.npy"))).Message, StringComparison.Ordinal);
        Says("x.npy", "hello, this is text"u8.ToArray(), "is not a NumPy array; expected a file that numpy.save wrote.");
        Says("x.npy", Npy("<f4", "(3,)", new byte[8]), "ends before its last number. Copy or save it again.");
        Says("x.npy", Npy("<f4", "(1,)", new byte[4])[..20], "ends before its last number. Copy or save it again.");
        Says("x.npy", Npy("<c8", "(1,)", new byte[8]),
            "holds <c8, which are not real numbers; expected floats, integers, booleans or texts. Save array.astype('float32'), "
            + "or array.astype(str) for names of classes.");
        Says("x.npy", Npy("<U4", "(2,)", new byte[16]), "ends before its last number. Copy or save it again.");
        Says("x.npy", Npy(">f4", "(1,)", new byte[4]), "is big-endian (>f4); expected little-endian. Save array.astype('float32').");
        Says("x.idx", [1, 2, 3, 4], "is not an IDX file; expected one such as MNIST's train-images-idx3-ubyte.gz.");
        Says("x.idx", [0, 0, 8, 2, 0, 0], "ends before its dimensions. Copy or download it again.");
        Says("x.idx", [0, 0, 8, 1, 0, 0, 0, 9, 1], "says that it has 9 numbers of 1 bytes, and 1 bytes follow. Copy or download it again.");
        Says("x.idx.gz", [1, 2, 3], "ends in .gz and cannot be unpacked:");
        var npz = Write("x.npz", [1, 2, 3]);
        Assert.StartsWith($"'{npz}' is not an archive of NumPy arrays:", Refused(() => TableFiles.Read(npz)), StringComparison.Ordinal);
        var (two, three) = (Write("2.npy", Npy("|u1", "(2,)", [0, 1])), Write("3.npy", Npy("|u1", "(3,)", [0, 1, 2])));
        Assert.Equal($"'{two}' has 2 samples and 3 targets; expected one target for each sample.",
            Refused(() => TableFiles.Read(two, three)));
        Assert.Equal($"'{two}' has features and no targets. Give the file of the targets, too.", Refused(() => TableFiles.Read(two)));
        var half = Write("half.npy", Npy("<f8", "(2,)", Bytes(BitConverter.GetBytes, 0.0, 0.5)));
        Assert.Equal($"'{half}' has the class 0.5 in row 2; expected whole numbers from 0 to 99999. Say that targets are values if they "
            + "are.",
            Refused(() => TableFiles.Read(two, half)));
    }

    [Fact]
    public void Arrays_in_the_order_of_Fortran_are_read()
    {
        var array = TableFiles.ReadArray(
            Write("f.npy", Npy("<f4", "(2, 3)", Bytes(BitConverter.GetBytes, 1f, 4f, 2f, 5f, 3f, 6f), order: "True")));
        Assert.Equal([1, 2, 3, 4, 5, 6], array.Values);
        // numpy.arange(12).reshape(2, 3, 2)
        var cube = Npy("|u1", "(2, 3, 2)", [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11], order: "True");
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), TableFiles.ReadArray(Write("c.npy", cube)).Values);
        Assert.Equal([3, 1], TableFiles.ReadArray(Write("o.npy", Npy("|u1", "(2,)", [3, 1], order: "True"))).Values);
    }

    [Theory]
    [InlineData("<U3")]
    [InlineData("|S3")]
    public void Classes_may_be_texts(string type)
    {
        Encoding encoding = type[1] == 'U' ? new UTF32Encoding(false, false) : new UTF8Encoding(false);
        byte[] data = [.. new[] { "dog", "ca\0", "dog" }.SelectMany(t => encoding.GetBytes(t))];
        var (x, y) = (Write("x.npy", Npy("|u1", "(3, 2)", [1, 2, 3, 4, 5, 6])), Write("y.npy", Npy(type, "(3,)", data)));
        var read = TableFiles.Read(x, y);
        Assert.Equal(["ca", "dog"], read.Classes);
        Assert.Equal([1, 0, 1], read.Labels);
        Assert.Equal($"'{y}' holds texts, such as 'dog'; expected numbers. Texts can only be classes.",
            Refused(() => TableFiles.Read(y, x)));
        var empty = Write("e.npy", Npy("|S1", "(3,)", [97, 0, 98]));
        Assert.StartsWith($"Row 2 of '{empty}', counted from 1, has no class in the column 'y'; expected one for each sample.",
            Refused(() => TableFiles.Read(x, empty)), StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_and_infinity_name_the_row()
    {
        var x = Write("x.npy", Npy("<f4", "(3, 2)", Bytes(BitConverter.GetBytes, 1f, 2f, 3f, float.NaN, 5f, 6f)));
        var y = Write("y.npy", Npy("|u1", "(3,)", [0, 1, 0]));
        const string rest = "; expected finite numbers. Leave the row out, or replace what is missing.";
        Assert.Equal($"Row 2 of '{x}', counted from 1, has NaN{rest}", Refused(() => TableFiles.Read(x, y)));
        Assert.Equal($"Row 2 of '{x}', counted from 1, has NaN{rest}", Refused(() => TableFiles.ReadFeatures(x)));
        var z = Write("z.npy", Npy("<f4", "(3,)", Bytes(BitConverter.GetBytes, 1f, 0f, float.PositiveInfinity)));
        Assert.Equal($"Row 3 of '{z}', counted from 1, has Infinity{rest}", Refused(() => TableFiles.Read(y, z)));
        var idx = Write("x.idx", [0, 0, 0x0D, 1, 0, 0, 0, 1, 0x7F, 0xC0, 0, 0]);
        Assert.Equal($"Row 1 of '{idx}', counted from 1, has NaN{rest}", Refused(() => TableFiles.ReadFeatures(idx)));
    }

    [Fact]
    public void One_hot_targets_are_classes_and_other_zeros_and_ones_are_labels()
    {
        var x = Write("x.npy", Npy("|u1", "(3, 2)", [1, 2, 3, 4, 5, 6]));
        var classes = TableFiles.Read(x, Write("y.npy", Npy("<f4", "(3, 2)", Bytes(BitConverter.GetBytes, 0f, 1f, 1f, 0f, 0f, 1f))));
        Assert.Equal([1, 0, 1], classes.Labels);
        Assert.Equal(["1", "2"], classes.Classes);
        Assert.Contains("The 2 targets of each row of", Assert.Single(classes.Notes), StringComparison.Ordinal);
        var labels = TableFiles.Read(x, Write("l.npy", Npy("|b1", "(3, 2)", [0, 1, 1, 1, 0, 0])));
        Assert.Equal((true, 0), (labels.AreLabels, labels.Classes.Count));
        Assert.Contains("not a single 1 in each row", Assert.Single(labels.Notes), StringComparison.Ordinal);
        Assert.False(TableFiles.Read(x, Write("y.npy", Npy("|u1", "(3, 2)", [0, 1, 1, 0, 0, 1])), TaskKind.Regression).AreLabels);
        Assert.False(TableFiles.Read(x, Write("v.npy", Npy("|u1", "(3, 2)", [0, 2, 1, 0, 0, 1]))).AreLabels);
    }

    private static byte[] Bytes<T>(Func<T, byte[]> convert, params T[] values) => [.. values.SelectMany(convert)];

    private static byte[] Npy(string type, string shape, byte[] data, byte version = 1, string order = "False")
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. header, .. data];
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(bytes);
    }

    private static string Refused(Action read) => Assert.Throws<InvalidDataException>(read).Message;

    private void Says(string name, byte[] bytes, string sentence)
    {
        var path = Write(name, bytes);
        Assert.StartsWith($"'{path}' {sentence}", Refused(() => TableFiles.ReadArray(path)), StringComparison.Ordinal);
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        return _folder.File(name);
    }

    private string Pack(string name, byte[] bytes)
    {
        using var stream = new GZipStream(File.Create(_folder.File(name)), CompressionMode.Compress);
        stream.Write(bytes);
        return _folder.File(name);
    }
}
