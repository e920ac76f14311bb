using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class SegmentIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoppedClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_of_any_length_come_back_after_merging()
    {
        const int Count = 1000;
        for (var part = 0; part < 10; part++)
        {
            using var index = Open();
            for (var i = part; i < Count; i += 10)
            {
                index.Record(Key(i), new byte[i]);
            }
        }

        using var all = Open();
        for (var i = 0; i < Count; i++)
        {
            Assert.True(all.TryFind(Key(i), out var record));
            Assert.Equal(i, record.Value.Length);
        }

        Assert.False(all.TryFind(Key(Count), out _));
        Assert.InRange(Directory.GetFiles(_folder.Path).Length, 1, 5);
    }

    [Fact]
    public void The_last_record_of_a_key_counts_whichever_file_it_is_in()
    {
        for (var i = 1; i <= 12; i++)
        {
            _clock.Now = _clock.Now.AddSeconds(i == 7 ? 100 : i < 7 ? 1 : -1);
            using var index = Open();
            index.Record(1, [(byte)i]);
        }

        using var all = Open();
        Assert.True(all.TryFind(1, out var record));
        Assert.Equal(7, record.Value.Span[0]);
        Assert.Equal(_clock.Now.AddSeconds(5).UtcTicks, record.RecordedTicks);
    }

    [Fact]
    public void What_is_known_already_is_not_written_again()
    {
        for (var i = 0; i < 3; i++)
        {
            using var index = Open();
            index.Record(1, "same"u8);
        }

        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_of_an_earlier_version_is_removed()
    {
        var old = AtomicFile.WriteHashed(_folder.Path, ".index", stream => stream.Write(new byte[80]));
        using var index = Open();
        Assert.False(index.TryFind(0, out _));
        Assert.False(File.Exists(old));
    }

    private static UInt128 Key(int number) => PathKey.Of($"{number}");

    private SegmentIndex Open() => new(_folder.Path, ".index", _clock);

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
