using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Files that say what cannot be, and files that unpack to more than they should, get a sentence.</summary>
public sealed class DamagedTableTests : IDisposable
{
    private const int Mutations = 2000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("65536 x 65536 x 65536 x 65536 numbers; expected 2,147,483,591 or fewer. It is damaged, or has to be split.",
        65536L, 65536L, 65536L, 65536L)]
    [InlineData("4294967295 numbers; expected 2,147,483,591 or fewer.", 4294967295L)]
    [InlineData("2147483648 x 2 numbers; expected 2,147,483,591 or fewer.", 2147483648L, 2L)]
    [InlineData("5 x 0 numbers; expected at least one in each dimension.", 5L, 0L)]
    public void Dimensions_that_overflow_are_named(string sentence, params long[] dims)
    {
        var idx = new byte[4 + (4 * dims.Length)];
        (idx[2], idx[3]) = (8, (byte)dims.Length);
        for (var i = 0; i < dims.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(idx.AsSpan(4 + (4 * i)), (uint)dims[i]);
        }

        Says("a.idx", idx, sentence);
        Says("a.npy", Npy($"({string.Join(", ", dims)},)", []), sentence);
    }

    [Theory]
    [InlineData("(99999999999999999999999,)", "says that it has 9223372036854775807 numbers; expected")]
    [InlineData("(1 2,)", "makes no sense")]
    [InlineData("(3,)", "holds , which are not real numbers", "")]
    public void Headers_of_NumPy_that_make_no_sense_are_named(string shape, string sentence, string type = "<f4") =>
        Says("a.npy", Npy(shape, new byte[12], type), sentence);

    [Fact]
    public void A_class_that_is_too_large_is_named()
    {
        var (x, y) = (Write("x.npy", Npy("(1,)", new byte[4])), Write("y.npy", Npy("(1,)", BitConverter.GetBytes(3e9f))));
        Assert.Contains("has the class 3E+09 in row 1; expected whole numbers from 0 to 99999.",
            Assert.Throws<InvalidDataException>(() => TableFiles.Read(x, y)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_unpack_to_too_much_are_named()
    {
        const string sentence = "'x' unpacks to more than 100.0 kB, which is the most that is read on this machine. "
            + "Split it; or copy or download it again, if it should be smaller.";
        using var zeros = new MemoryStream(new byte[100_001]);
        Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => TableStream.Unpack(zeros, "x", 100_000)).Message);
        using var fewer = new MemoryStream(new byte[100_000]);
        Assert.Equal(100_000, TableStream.Unpack(fewer, "x", 100_000).Length);

        // All arrays together count.
        var archive = Npz(("a", Npy("(20000,)", new byte[80_000])), ("b", Npy("(20000,)", new byte[80_000])));
        Assert.InRange(archive.Length, 1, 2000);
        Assert.Equal(sentence.Replace("100.0", "19.9", StringComparison.Ordinal),
            Assert.Throws<InvalidDataException>(() => NpzReader.Read(archive, "x", 100_000)).Message);
        Assert.Equal(2, NpzReader.Read(archive, "x", 200_000).Count);
    }

    [Fact]
    public void Damaged_files_of_every_kind_are_read_or_named()
    {
        var npy = Npy("(4, 3)", new byte[48]);
        (string Name, byte[] Bytes)[] whole =
        [
            ("m.npy", npy), ("m.npy.gz", Packed(npy)), ("m.npz", Npz(("x", npy), ("y", Npy("(4,)", new byte[16])))),
            ("m.idx", [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4]),
            ("m.csv", "a,b,\"c\"\n1,2,x\n3,4,\"y\"\n"u8.ToArray()), ("m.csv.gz", Packed("a,b\n1,2\n"u8.ToArray())),
        ];
        var random = new SeededRandom(16);
        var refused = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var (name, bytes) = whole[i % whole.Length];
            var path = Write(name, Mutated(bytes, random));
            var labels = Path.GetExtension(name) is ".npz" or ".csv" || name.EndsWith(".csv.gz", StringComparison.Ordinal) ? null : path;
            var fault = Record.Exception(() => TableFiles.Read(path, labels));
            Assert.True(fault is null or InvalidDataException, $"mutation {i} of {name}: {fault}");
            var isNamed = fault is null || name.Contains("csv", StringComparison.Ordinal)
                || fault.Message.Contains(path, StringComparison.Ordinal);
            Assert.True(isNamed, $"mutation {i} of {name}: {fault}");
            refused += fault is null ? 0 : 1;
        }

        Assert.InRange(refused, Mutations / 4, Mutations);
    }

    private static byte[] Mutated(byte[] bytes, SeededRandom random)
    {
        var copy = bytes.ToArray();
        var changes = 1 + (int)random.Uniform(0, 4);
        for (var i = 0; i < changes; i++)
        {
            copy[(int)random.Uniform(0, copy.Length)] = (byte)random.Uniform(0, 256);
        }

        return random.Uniform(0, 1) < 0.2 ? copy[..(int)random.Uniform(0, copy.Length)] : copy;
    }

    private static byte[] Npy(string shape, byte[] data, string type = "<f4")
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. header, .. data];
    }

    private static byte[] Npz(params (string Name, byte[] Bytes)[] arrays)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in arrays)
            {
                using var stream = archive.CreateEntry($"{name}.npy").Open();
                stream.Write(bytes);
            }
        }

        return file.ToArray();
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var stream = new GZipStream(file, CompressionMode.Compress))
        {
            stream.Write(bytes);
        }

        return file.ToArray();
    }

    private void Says(string name, byte[] bytes, string sentence)
    {
        var path = Write(name, bytes);
        var message = Assert.Throws<InvalidDataException>(() => TableFiles.ReadArray(path)).Message;
        Assert.Contains($"'{path}'", message, StringComparison.Ordinal);
        Assert.Contains(sentence, message, StringComparison.Ordinal);
    }

    private string Write(string name, byte[] bytes) => _folder.Write(name, bytes);
}
