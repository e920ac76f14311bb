using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class CompactionTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Small_shards_become_few_bounded_ones_with_the_same_rows()
    {
        Write(count: 100, rowsPerShard: 3);
        var result = Recipe().Compact(new FeatureWriterOptions { RowsPerShard = 30 });
        Assert.Equal(34, result.Before);
        Assert.Equal(4, result.After);
        Assert.Equal(34, result.Merged);
        Assert.Equal(0, result.Left);
        Assert.True(result.BytesFreed > 0);
        using var store = Rows.Open(_root.Path);
        Assert.Equal(100, store.Count);
        Assert.All(Enumerable.Range(0, 100), image => Rows.AssertHolds(store, Rows.Key(image)));

        var again = Recipe().Compact(new FeatureWriterOptions { RowsPerShard = 30 });
        Assert.Equal((4, 0), (again.After, again.Merged));
    }

    [Fact]
    public void Rows_that_are_there_twice_are_there_once_afterwards()
    {
        using (var one = Rows.Open(_root.Path))
        using (var other = Rows.Open(_root.Path))
        {
            Rows.Append(one, first: 0, count: 20, rowsPerShard: 5);
            Rows.Append(other, first: 0, count: 20, rowsPerShard: 7);
        }

        Recipe().Compact();
        using var store = Rows.Open(_root.Path);
        Assert.Equal(20, store.Count);
        Assert.Equal(20, store.Shards.Sum(shard => shard.Count));
    }

    [Fact]
    public void What_a_killed_compactor_has_left_beside_its_merged_shard_goes_the_next_time()
    {
        Write(count: 40, rowsPerShard: 4);
        var small = Directory.GetFiles(Recipe().Folder, "*.arrow").ToDictionary(path => path, File.ReadAllBytes);
        var options = new FeatureWriterOptions { RowsPerShard = 40 };
        Recipe().Compact(options);
        var merged = Directory.GetFiles(Recipe().Folder, "*.arrow").Single();

        // One of them alone has no other to be merged with.
        var (path, bytes) = small.First();
        File.WriteAllBytes(path, bytes);
        Assert.Equal(1, Recipe().Compact(options).Merged);
        Assert.Equal([merged], Directory.GetFiles(Recipe().Folder, "*.arrow"));
    }

    [Fact]
    public void A_damaged_shard_is_renamed_and_not_merged()
    {
        Write(count: 20, rowsPerShard: 5);
        var shard = Directory.GetFiles(Recipe().Folder, "*.arrow").First();
        var bytes = File.ReadAllBytes(shard);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(shard, bytes);
        Recipe().Compact();
        using var store = Rows.Open(_root.Path);
        Assert.Equal(15, store.Count);
        Assert.True(File.Exists(Path.ChangeExtension(shard, ".damaged")));
        Assert.True(Recipe().RemoveLeftovers() >= bytes.Length);
        Assert.False(File.Exists(Path.ChangeExtension(shard, ".damaged")));
    }

    [Fact]
    public void A_reader_that_has_the_old_shards_open_goes_on()
    {
        Write(count: 20, rowsPerShard: 2);
        using var reader = Rows.Open(_root.Path);
        Recipe().Compact();
        Assert.All(Enumerable.Range(0, 20), image => Rows.AssertHolds(reader, Rows.Key(image)));
        Assert.Equal(0, reader.Refresh());
        Assert.Equal(20, reader.Count);
    }

    [Fact]
    public async Task Readers_beside_a_writer_and_two_compactors_never_see_fewer_rows()
    {
        const int Shards = 60;
        const int PerShard = 5;
        var options = new FeatureWriterOptions { RowsPerShard = 40 };
        var finished = 0;
        Rows.Open(_root.Path).Dispose();
        using var done = new CancellationTokenSource();
        var compactors = Enumerable.Range(0, 2).Select(_ => Repeat(() => Recipe().Compact(options))).ToArray();
        var readers = Enumerable.Range(0, 2).Select(_ => Repeat(() =>
        {
            var expected = Volatile.Read(ref finished);
            using var store = Rows.Open(_root.Path);
            Assert.Empty(store.DamagedShards);
            Assert.InRange(store.Count, expected, Shards * PerShard);
            Assert.All(Enumerable.Range(0, expected), image => Rows.AssertHolds(store, Rows.Key(image)));
        })).ToArray();
        await Task.Run(() =>
        {
            using var store = Rows.Open(_root.Path);
            for (var shard = 0; shard < Shards; shard++)
            {
                Rows.Append(store, first: shard * PerShard, count: PerShard);
                Volatile.Write(ref finished, (shard + 1) * PerShard);
            }
        });
        await done.CancelAsync();
        var rounds = await Task.WhenAll([.. compactors, .. readers]);
        Assert.All(rounds, count => Assert.True(count > 0));
        using var all = Rows.Open(_root.Path);
        Assert.Equal(Shards * PerShard, all.Count);
        Assert.Empty(Directory.GetFiles(all.Folder, "*.tmp"));

        Task<int> Repeat(Action action) => Task.Run(() =>
        {
            var count = 0;
            do
            {
                action();
                count++;
            }
            while (!done.IsCancellationRequested);
            return count;
        });
    }

    [Fact]
    public void Rows_of_images_that_nobody_needs_are_removed_and_the_others_stay()
    {
        Write(count: 20, rowsPerShard: 5);
        int[] kept = [5, 6, 7, 8, 9, 12];
        var needed = kept.Select(image => Rows.Key(image).Image).ToHashSet();
        var planned = Recipe().RemoveRows(needed.Contains, dryRun: true);
        Assert.Equal(14, planned.Rows);
        using (var before = Rows.Open(_root.Path))
        {
            Assert.Equal(20, before.Count);
        }

        Assert.Equal(planned, Recipe().RemoveRows(needed.Contains));
        using var store = Rows.Open(_root.Path);
        Assert.Equal(6, store.Count);
        Assert.True(store.Contains(Rows.Key(12)));
        Assert.Equal(needed, Recipe().ReadKeys().Keys.ToHashSet());
    }

    [Fact]
    public void A_shard_that_another_machine_may_read_is_kept_for_a_day()
    {
        Write(count: 20, rowsPerShard: 20);
        using (var reader = Rows.Open(_root.Path))
        {
            var shard = Directory.GetFiles(reader.Folder, "*.arrow").Single();
            Assert.True(DeletedFiles.Retire(shard, TimeProvider.System));
            Assert.True(DeletedFiles.Retire(shard, TimeProvider.System));
            Rows.AssertHolds(reader, Rows.Key(19));
        }

        Assert.Equal(0, Recipe().RemoveLeftovers());
        Assert.Single(Directory.GetFiles(Recipe().Folder, "*.replaced"));
        Assert.True(CachedRecipe.FindAll(_root.Path, new Tomorrow()).Single().RemoveLeftovers() > 0);
        Assert.Empty(Directory.GetFiles(Recipe().Folder, "*.replaced"));
    }

    [Fact]
    public void A_recipe_says_what_it_is_and_can_be_removed()
    {
        Rows.Open(_root.Path, new FeatureStoreOptions { Hints = new Dictionary<string, string> { ["model"] = "tiny.onnx" } }).Dispose();
        Write(count: 3, rowsPerShard: 3);
        var recipe = Recipe();
        Assert.Equal("pool", recipe.Recipe.Parts["cut"]);
        Assert.Equal("tiny.onnx", recipe.Hints["model"]);
        Assert.Equal(Rows.Shape, recipe.Shape);
        Assert.Equal(1, recipe.CountShards());
        Assert.InRange(recipe.MeasureBytes(), 3 * Rows.Length * sizeof(float), 1 << 16);
        Assert.InRange(recipe.LastUse, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(5));
        Assert.True(recipe.Remove());
        Assert.False(recipe.Remove());
        Assert.Equal((0, 0), recipe.RemoveRows(_ => false));
        Assert.Equal(0, recipe.Compact().Before);
        Assert.Equal(0, recipe.MeasureBytes());
        Assert.Empty(recipe.ReadKeys());
        Assert.Empty(CachedRecipe.FindAll(_root.Path));
        Assert.Empty(Directory.GetDirectories(_root.Path));
        Assert.Empty(CachedRecipe.FindAll(Path.Combine(_root.Path, "none")));
    }

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddHours(25);
    }

    private CachedRecipe Recipe() => CachedRecipe.FindAll(_root.Path).Single();

    private void Write(int count, int rowsPerShard)
    {
        using var store = Rows.Open(_root.Path);
        Rows.Append(store, first: 0, count, rowsPerShard);
    }
}
