using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

/// <summary>What lies before the rows of a shard is read without Arrow's reader.</summary>
public sealed class BatchLayoutTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Columns_lie_where_they_were_written()
    {
        var path = Write();
        using var shard = Shard.Open(path, Format(), verify: true);
        var bytes = File.ReadAllBytes(path);
        var row = new byte[Rows.Length * sizeof(float)];
        for (var image = 0; image < shard.Count; image++)
        {
            shard.Read(image, row);
            Assert.Equal(Rows.Key(image), shard.Key(image));
            Assert.True(bytes.AsSpan().IndexOf(row) > 0);
            Assert.Equal(Rows.Of(Rows.Key(image))[5], BitConverter.ToSingle(row, 5 * sizeof(float)));
        }
    }

    [Fact]
    public void Changed_bytes_before_the_rows_are_a_fault_or_change_nothing()
    {
        var path = Write();
        var whole = File.ReadAllBytes(path);
        var random = new SeededRandom(5);
        var (faults, head) = (0, whole.AsSpan().IndexOf(Image(0)));
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = (byte[])whole.Clone();
            for (var change = 0; change <= round % 3; change++)
            {
                bytes[(int)random.Uniform(8, head)] = (byte)random.Uniform(0, 256);
            }

            File.WriteAllBytes(path, round % 10 == 0 ? bytes[..(int)random.Uniform(1, bytes.Length)] : bytes);
            try
            {
                using var shard = Shard.Open(path, Format(), verify: false);
                shard.Read(shard.Count - 1, new byte[Rows.Length * sizeof(float)]);
            }
            catch (InvalidDataException)
            {
                faults++;
            }
        }

        Assert.InRange(faults, 200, 2_000);
    }

    private static byte[] Image(int image)
    {
        var bytes = new byte[ContentHash.Size];
        Rows.Key(image).Image.CopyTo(bytes);
        return bytes;
    }

    private static ShardFormat Format() => new(Rows.Recipe.Hash, Rows.Shape, FeatureRowType.Float32);

    private string Write()
    {
        using var store = Rows.Open(_root.Path);
        Rows.Append(store, first: 0, count: 5);
        return Directory.GetFiles(store.Folder, "*.arrow").Single();
    }
}
