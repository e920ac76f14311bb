using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class PathIndexTests : IDisposable
{
    private static readonly FileStamp Old = new(100, DateTime.UtcNow.AddHours(-2).Ticks, DateTime.UtcNow.AddHours(-1).Ticks, 7);

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
    public void Another_size_time_or_number_is_another_file_and_the_last_record_counts()
    {
        using (var index = PathIndex.Open(_root.Path))
        {
            index.Record("/a", Old, ContentHash.Of("a"u8));
            index.Flush();
            Assert.False(index.TryGet("/a", Old with { Size = 101 }, out _));
            Assert.False(index.TryGet("/a", Old with { ModifiedTicks = Old.ModifiedTicks + 1 }, out _));
            Assert.False(index.TryGet("/a", Old with { ChangedTicks = Old.ChangedTicks + 1 }, out _));
            Assert.False(index.TryGet("/a", Old with { FileId = 8 }, out _));
            index.Record("/a", Old, ContentHash.Of("mended"u8));
            AssertKnown(index, "/a", "mended"u8);
        }

        using var again = PathIndex.Open(_root.Path);
        AssertKnown(again, "/a", "mended"u8);
    }

    [Fact]
    public void A_file_that_has_just_changed_is_not_trusted_whatever_its_time_was_set_to()
    {
        var file = _root.Write("fresh.png", "x"u8);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddYears(-1));
        var stamp = FileStamp.TryOf(file)!.Value;
        Assert.SkipUnless(stamp.IsReliable, "This file system keeps no change time.");
        Assert.Equal((1, File.GetLastWriteTimeUtc(file).Ticks), (stamp.Size, stamp.ModifiedTicks));
        using (var index = PathIndex.Open(_root.Path, new Clock(stamp.ChangedTicks + TimeSpan.FromMilliseconds(20).Ticks)))
        {
            index.Record(file, stamp, ContentHash.Of("x"u8));
            Assert.False(index.TryGet(file, stamp, out _));
        }

        using var later = PathIndex.Open(_root.Path, new Clock(stamp.ChangedTicks + TimeSpan.FromSeconds(2).Ticks));
        later.Record(file, stamp, ContentHash.Of("x"u8));
        Assert.True(later.TryGet(file, stamp, out _));
    }

    [Fact]
    public void A_time_in_whole_seconds_needs_two_of_them_to_show_a_change()
    {
        var whole = Old with { ChangedTicks = Old.ChangedTicks - (Old.ChangedTicks % TimeSpan.TicksPerSecond) };
        using var early = PathIndex.Open(_root.Path, new Clock(whole.ChangedTicks + TimeSpan.FromSeconds(1.5).Ticks));
        Assert.False(early.IsSettled(whole));
        Assert.True(early.IsSettled(whole with { ChangedTicks = whole.ChangedTicks + 1 }));
        Assert.True(PathIndex.Open(_root.Path, new Clock(whole.ChangedTicks + TimeSpan.FromSeconds(2).Ticks)).IsSettled(whole));
    }

    [Fact]
    public void Where_no_change_time_is_kept_a_file_is_known_but_never_taken_for_unchanged()
    {
        var stamp = Old with { ChangedTicks = 0 };
        using var index = PathIndex.Open(_root.Path);
        index.Record("/a", stamp, ContentHash.Of("a"u8));
        Assert.False(index.TryGet("/a", stamp, out _));
        Assert.True(index.TryGetLast("/a", out var last, out var hash, out _));
        Assert.Equal((stamp, ContentHash.Of("a"u8)), (last, hash));

        // /proc makes its times up.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        Assert.False(FileStamp.TryOf("/proc/self/status")!.Value.IsReliable);
        Assert.Null(FileStamp.TryOf(_root.File("nothing")));
    }

    [Fact]
    public void A_record_of_an_earlier_version_is_not_read()
    {
        using (var earlier = new SegmentIndex(Folder, ".paths", TimeProvider.System))
        {
            earlier.Record(PathKey.Of("/a"), new byte[48]);
        }

        using var index = PathIndex.Open(_root.Path);
        Assert.False(index.TryGetLast("/a", out _, out _, out _));
        index.Record("/a", Old, ContentHash.Of("a"u8));
        AssertKnown(index, "/a", "a"u8);
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

    private sealed class Clock(long ticks) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(ticks, TimeSpan.Zero);
    }
}
