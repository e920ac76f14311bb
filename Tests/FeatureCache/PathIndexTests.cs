using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class PathIndexTests : IDisposable
{
    private static readonly FileStamp Old = new(100, DateTime.UtcNow.AddHours(-1).Ticks);

    private readonly TemporaryFolder _root = new();

    private string Folder => Path.Combine(_root.Path, "paths");

    public void Dispose() => _root.Dispose();

    [Fact]
    public void What_was_recorded_is_known_at_once_after_flushing_and_after_opening_again()
    {
        using (var index = PathIndex.Open(_root.Path))
        {
            Assert.False(index.TryGet("/a", Old, out _));
            index.Record("/a", Old, ContentHash.Of("a"u8));
            AssertKnown(index, "/a", "a"u8);
            index.Flush();
            AssertKnown(index, "/a", "a"u8);
            index.Record("/b", Old, ContentHash.Of("b"u8));
        }

        using var again = PathIndex.Open(_root.Path);
        AssertKnown(again, "/a", "a"u8);
        AssertKnown(again, "/b", "b"u8);
        Assert.False(again.TryGet("/c", Old, out _));
    }

    [Fact]
    public void Another_size_or_time_is_another_file_and_the_last_record_counts()
    {
        using (var index = PathIndex.Open(_root.Path))
        {
            index.Record("/a", Old, ContentHash.Of("a"u8));
            index.Flush();
            Assert.False(index.TryGet("/a", Old with { Size = 101 }, out _));
            Assert.False(index.TryGet("/a", Old with { ModifiedTicks = Old.ModifiedTicks + 1 }, out _));
            index.Record("/a", Old, ContentHash.Of("mended"u8));
            AssertKnown(index, "/a", "mended"u8);
        }

        using var again = PathIndex.Open(_root.Path);
        AssertKnown(again, "/a", "mended"u8);
    }

    [Fact]
    public void A_file_that_was_written_just_now_is_not_trusted()
    {
        var file = _root.Write("fresh.png", "x"u8);
        using var index = PathIndex.Open(_root.Path);
        index.Record(file, FileStamp.Of(file), ContentHash.Of("x"u8));
        Assert.False(index.TryGet(file, FileStamp.Of(file), out _));

        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(-10));
        index.Record(file, FileStamp.Of(file), ContentHash.Of("x"u8));
        Assert.True(index.TryGet(file, FileStamp.Of(file), out _));
        Assert.Equal(1, FileStamp.Of(file).Size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(80)]
    [InlineData(-1)]
    public void A_damaged_segment_is_deleted_and_the_others_serve_on(int flippedByte)
    {
        using (var index = PathIndex.Open(_root.Path))
        {
            index.Record("/a", Old, ContentHash.Of("a"u8));
            index.Flush();
        }

        var damaged = Directory.GetFiles(Folder).Single();
        using (var index = PathIndex.Open(_root.Path))
        {
            index.Record("/b", Old, ContentHash.Of("b"u8));
        }

        var bytes = File.ReadAllBytes(damaged);
        if (flippedByte >= bytes.Length || flippedByte < 0)
        {
            bytes = bytes[..^3];
        }
        else
        {
            bytes[flippedByte] ^= 1;
        }

        File.WriteAllBytes(damaged, bytes);
        using var again = PathIndex.Open(_root.Path);
        Assert.False(again.TryGet("/a", Old, out _));
        AssertKnown(again, "/b", "b"u8);
        Assert.False(File.Exists(damaged));
    }

    [Fact]
    public void It_can_be_deleted_while_it_is_in_use_and_a_folder_that_cannot_be_written_is_no_fault()
    {
        using (var index = PathIndex.Open(_root.Path))
        {
            index.Record("/a", Old, ContentHash.Of("a"u8));
            index.Flush();
            Directory.Delete(Folder, recursive: true);
            AssertKnown(index, "/a", "a"u8);
            index.Record("/b", Old, ContentHash.Of("b"u8));
            index.Flush();
            AssertKnown(index, "/b", "b"u8);
        }

        File.WriteAllText(Folder, "a file in its place");
        using var memory = PathIndex.Open(_root.Path);
        memory.Record("/a", Old, ContentHash.Of("a"u8));
        AssertKnown(memory, "/a", "a"u8);
    }

    [Fact]
    public async Task Many_writers_at_once_give_the_union_in_few_files()
    {
        const int Writers = 4;
        const int Files = 300;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            using var index = PathIndex.Open(_root.Path);
            for (var file = 0; file < Files; file++)
            {
                index.Record($"/{writer}/{file}", Old, ContentHash.Of([(byte)file]));
                if (file % 20 == 0)
                {
                    index.Flush();
                }
            }
        })));

        using var all = PathIndex.Open(_root.Path);
        for (var file = 0; file < Writers * Files; file++)
        {
            AssertKnown(all, $"/{file / Files}/{file % Files}", [(byte)(file % Files)]);
        }

        Assert.InRange(Directory.GetFiles(Folder).Length, 1, 9);
        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));
    }

    [Fact]
    public void Keys_of_similar_paths_are_spread_evenly_and_never_meet()
    {
        const int Count = 200_000;
        var keys = Enumerable.Range(0, Count).Select(number => PathKey.Of($"/images/train/cat.{number:D6}.jpg")).ToArray();
        Assert.Equal(Count, keys.Select(key => (ulong)(key >> 64)).Distinct().Count());
        Assert.Equal(Count, keys.Select(key => (ulong)key).Distinct().Count());

        // 64 equal boxes with 3125 each: six standard deviations are 335.
        Assert.All(keys.CountBy(key => (int)(key >> 122)), box => Assert.InRange(box.Value, 2790, 3460));
        Assert.NotEqual(PathKey.Of(""), PathKey.Of("\0"));
        Assert.NotEqual(PathKey.Of("abcd"), PathKey.Of("abcd\0"));
    }

    private static void AssertKnown(PathIndex index, string path, ReadOnlySpan<byte> content)
    {
        Assert.True(index.TryGet(path, Old, out var hash));
        Assert.Equal(ContentHash.Of(content), hash);
    }
}
