using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Ipc;
using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class FeatureStoreTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Rows_come_back_as_they_were_written_at_once_and_after_opening_again()
    {
        using (var store = Rows.Open(_root.Path))
        {
            Rows.Append(store, first: 0, count: 25, rowsPerShard: 10);
            Check(store);
        }

        using var again = Rows.Open(_root.Path);
        Check(again);
        Assert.Equal(3, Directory.GetFiles(again.Folder, "*.arrow").Length);

        static void Check(FeatureStore store)
        {
            Assert.Equal(25, store.Count);
            Assert.Empty(store.DamagedShards);
            foreach (var image in Enumerable.Range(0, 25))
            {
                Rows.AssertHolds(store, Rows.Key(image));
            }

            Assert.False(store.Contains(Rows.Key(25)));
            Assert.False(store.CopyRow(Rows.Key(0, view: 1), new float[Rows.Length]));
        }
    }

    [Fact]
    public void A_row_is_visible_once_its_shard_is_closed_by_count_by_bytes_or_by_flushing()
    {
        using var store = Rows.Open(_root.Path);
        using var writer = store.CreateWriter(new FeatureWriterOptions { BytesPerShard = (2 * Rows.Length * sizeof(float)) + 1 });
        writer.Append(Rows.Key(0), Rows.Of(Rows.Key(0)));
        Assert.Equal(0, store.Count);
        writer.Append(Rows.Key(1), Rows.Of(Rows.Key(1)));
        Assert.Equal(2, store.Count);
        writer.Append(Rows.Key(2), Rows.Of(Rows.Key(2)));
        writer.Flush();
        Assert.Equal(3, store.Count);
    }

    [Fact]
    public void A_row_waits_no_longer_for_its_shard_than_the_options_say()
    {
        var time = new StoppedClock();
        using var store = Rows.Open(_root.Path, new FeatureStoreOptions { Time = time });
        using var writer = store.CreateWriter(new FeatureWriterOptions { LongestWait = TimeSpan.FromSeconds(60) });
        writer.Append(Rows.Key(0), Rows.Of(Rows.Key(0)));
        time.Now += TimeSpan.FromSeconds(59);
        writer.Append(Rows.Key(1), Rows.Of(Rows.Key(1)));
        Assert.Equal(0, store.Count);
        time.Now += TimeSpan.FromSeconds(1);
        writer.Append(Rows.Key(2), Rows.Of(Rows.Key(2)));
        Assert.Equal(3, store.Count);
        time.Now += TimeSpan.FromSeconds(59);
        writer.Append(Rows.Key(3), Rows.Of(Rows.Key(3)));
        Assert.Equal(3, store.Count);
    }

    [Fact]
    public void A_key_is_written_once_and_the_first_row_stays()
    {
        using var store = Rows.Open(_root.Path);
        using var writer = store.CreateWriter();
        Assert.True(writer.Append(Rows.Key(0), Rows.Of(Rows.Key(0))));
        Assert.False(writer.Append(Rows.Key(0), new float[Rows.Length]));
        writer.Flush();
        Assert.False(writer.Append(Rows.Key(0), new float[Rows.Length]));
        writer.Flush();
        Assert.Single(Directory.GetFiles(store.Folder, "*.arrow"));
        Rows.AssertHolds(store, Rows.Key(0));
    }

    [Fact]
    public void Two_recipes_never_see_each_others_rows()
    {
        using var one = Rows.Open(_root.Path);
        using var other = FeatureStore.Open(_root.Path, new FeatureRecipe([new("base", "tiny"), new("cut", "conv")]), Rows.Shape);
        Rows.Append(one, first: 0, count: 3);
        Assert.Equal(0, other.Refresh());
        Assert.False(other.Contains(Rows.Key(0)));

        // Even a shard that is put into the wrong folder by hand is not taken.
        var shard = Directory.GetFiles(one.Folder, "*.arrow").Single();
        File.Copy(shard, Path.Combine(other.Folder, Path.GetFileName(shard)));
        Assert.Equal(0, other.Refresh());
        Assert.Contains("transfer.recipe", Assert.Single(other.DamagedShards).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var store = Rows.Open(_root.Path);
        Rows.Append(store, first: 0, count: 20);
        var keys = Enumerable.Range(0, 20).Select(image => Rows.Key(image)).ToArray();
        var buffer = new float[Rows.Length];
        Read(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(1000);

        // 20,000 rows of 192 bytes: any buffer per row would show as megabytes; the slack is for the runtime recompiling the loop.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);

        void Read(int times)
        {
            for (var time = 0; time < times; time++)
            {
                foreach (var key in keys)
                {
                    if (!store.CopyRow(key, buffer))
                    {
                        throw new InvalidOperationException("A row is missing.");
                    }
                }
            }
        }
    }

    [Fact]
    public void A_shard_with_a_flipped_bit_is_renamed_and_the_other_rows_stay()
    {
        string folder;
        using (var store = Rows.Open(_root.Path))
        {
            Rows.Append(store, first: 0, count: 10, rowsPerShard: 10);
            Rows.Append(store, first: 10, count: 10, rowsPerShard: 10);
            folder = store.Folder;
        }

        var shard = Directory.GetFiles(folder, "*.arrow").First();
        var bytes = File.ReadAllBytes(shard);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(shard, bytes);

        using (var store = Rows.Open(_root.Path))
        {
            Assert.Equal(10, store.Count);
            var damaged = Assert.Single(store.DamagedShards);
            Assert.True(File.Exists(damaged.Path));
            Assert.False(File.Exists(shard));
            Assert.Contains("SHA-256", damaged.Reason, StringComparison.Ordinal);
            Rows.Append(store, first: 0, count: 20);
            foreach (var image in Enumerable.Range(0, 20))
            {
                Rows.AssertHolds(store, Rows.Key(image));
            }
        }

        using var again = Rows.Open(_root.Path);
        Assert.Equal(20, again.Count);
        Assert.Empty(again.DamagedShards);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void A_shard_that_was_cut_short_is_renamed(int length)
    {
        using var store = Rows.Open(_root.Path);
        File.WriteAllBytes(Path.Combine(store.Folder, ContentHash.Of("x"u8) + ".arrow"), new byte[length]);
        Assert.Equal(0, store.Refresh());
        Assert.EndsWith(".damaged", Assert.Single(store.DamagedShards).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_writers_at_once_give_the_union()
    {
        const int Writers = 4;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            using var store = Rows.Open(_root.Path);
            Rows.Append(store, first: writer * 20, count: 30, rowsPerShard: 7);
        })));

        using var all = Rows.Open(_root.Path);
        Assert.Equal((Writers * 20) + 10, all.Count);
        Assert.Empty(all.DamagedShards);
        foreach (var image in Enumerable.Range(0, (Writers * 20) + 10))
        {
            Rows.AssertHolds(all, Rows.Key(image));
        }
    }

    [Fact]
    public void Refreshing_picks_up_what_another_store_has_written()
    {
        using var reader = Rows.Open(_root.Path);
        using var other = Rows.Open(_root.Path);
        Rows.Append(other, first: 0, count: 5);
        Assert.False(reader.Contains(Rows.Key(0)));
        Assert.Equal(5, reader.Refresh());
        Assert.Equal(0, reader.Refresh());
        Rows.AssertHolds(reader, Rows.Key(4));
    }

    [Fact]
    public void Any_Arrow_reader_opens_a_shard()
    {
        using var store = Rows.Open(_root.Path);
        Rows.Append(store, first: 0, count: 4);
        using var stream = File.OpenRead(Directory.GetFiles(store.Folder, "*.arrow").Single());
        using var reader = new ArrowFileReader(stream);
        using var batch = reader.ReadNextRecordBatch();
        Assert.Equal(["image", "view", "features"], batch.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal("3,4,4", batch.Schema.Metadata["transfer.shape"]);
        Assert.Equal(Rows.Recipe.Hash.ToString(), batch.Schema.Metadata["transfer.recipe"]);
        Assert.Equal(Rows.Key(2).Image, new ContentHash(((FixedSizeBinaryArray)batch.Column(0)).GetBytes(2)));
        using var row = ((FixedSizeListArray)batch.Column(2)).GetSlicedValues(2);
        Assert.Equal(Rows.Of(Rows.Key(2)), ((FloatArray)row).Values.ToArray());
    }

    [Fact]
    public void A_disposed_store_says_so()
    {
        var store = Rows.Open(_root.Path);
        Rows.Append(store, first: 0, count: 1);
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Contains(Rows.Key(0)));
        Assert.Throws<ObjectDisposedException>(() => store.CopyRow(Rows.Key(0), new float[Rows.Length]));
        Assert.Throws<ObjectDisposedException>(() => store.Refresh());
        Assert.Throws<ObjectDisposedException>(() => store.CreateWriter());
    }

    [Fact]
    public void Wrong_lengths_shapes_and_options_are_refused_with_what_was_expected()
    {
        using var store = Rows.Open(_root.Path);
        using var writer = store.CreateWriter();
        var error = Assert.Throws<ArgumentException>(() => writer.Append(Rows.Key(0), new float[5]));
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
        Assert.Contains("48", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => store.CopyRow(Rows.Key(0), new float[5]));
        Assert.Throws<ArgumentException>(() => FeatureStore.Open(_root.Path, Rows.Recipe, []));
        Assert.Throws<ArgumentException>(() => FeatureStore.Open(_root.Path, Rows.Recipe, [3, 0]));
        Assert.Throws<ArgumentException>(() => FeatureStore.Open(_root.Path, Rows.Recipe, [1 << 20, 1 << 20]));
        var shape = Assert.Throws<InvalidDataException>(() => FeatureStore.Open(_root.Path, Rows.Recipe, [3, 16]));
        Assert.EndsWith(
            "holds rows of shape [3, 4, 4], but [3, 16] was asked for with the same recipe. Add to the recipe what makes the two differ.",
            shape.Message, StringComparison.Ordinal);
        var wrong = new FeatureWriterOptions { RowsPerShard = 0, BytesPerShard = 0, LongestWait = TimeSpan.Zero };
        var options = Assert.Throws<ArgumentException>(wrong.Validate);
        Assert.Contains("LongestWait", options.Message, StringComparison.Ordinal);
        Assert.Contains("RowsPerShard", options.Message, StringComparison.Ordinal);
        Assert.Contains("BytesPerShard", options.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_place_of_the_cache_folder_is_one_sentence()
    {
        var file = _root.Write("cache", "x"u8);
        Assert.EndsWith(
            "Make it a folder that can be written, or choose another cache folder.",
            Assert.Throws<IOException>(() => Rows.Open(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_that_cannot_be_written_is_one_sentence_and_its_rows_are_kept_for_the_next_try()
    {
        using var store = Rows.Open(_root.Path);
        using var writer = store.CreateWriter();
        writer.Append(Rows.Key(0), Rows.Of(Rows.Key(0)));
        var moved = store.Folder + "-moved";
        Directory.Move(store.Folder, moved);
        File.WriteAllText(store.Folder, "a file in its place");
        var sentence = Assert.ThrowsAny<IOException>(writer.Flush).Message;
        Assert.StartsWith($"The feature cache cannot use the folder '{store.Folder}': ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(" or choose another cache folder.", sentence, StringComparison.Ordinal);
        File.Delete(store.Folder);
        Directory.Move(moved, store.Folder);
        writer.Flush();
        Rows.AssertHolds(store, Rows.Key(0));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
