using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class KilledWriterTests
{
    private const int Writers = 3;

    [Fact]
    public Task Writers_and_a_compactor_killed_at_random_moments_leave_whole_shards_and_the_exact_union() => KillAsync(rounds: 4);

    /// <summary>52 kills.</summary>
    [Fact(Explicit = true)]
    public Task The_same_holds_for_many_moments() => KillAsync(rounds: 13);

    [Fact]
    public void A_temporary_file_of_a_living_writer_or_of_another_machine_is_left_alone_for_a_day()
    {
        using var root = new TemporaryFolder();
        using var store = Rows.Open(root.Path);
        var parts = Path.GetFileNameWithoutExtension(TemporaryFiles.CreateName()).Split('~');

        // As a process that had this one's number and is gone would have named it.
        var dead = Path.Combine(store.Folder, $"{parts[0]}~{parts[1]}~before-1.tmp");
        var remote = Path.Combine(store.Folder, $"another-{parts[0]}~{parts[1]}~abc-1.tmp");
        var own = Path.Combine(store.Folder, TemporaryFiles.CreateName());
        File.WriteAllText(remote, "half a shard");
        File.WriteAllText(own, "half a shard");
        using (new FileStream(dead, FileMode.CreateNew, FileAccess.Write, FileShare.Delete))
        {
            Rows.Open(root.Path).Dispose();
            Assert.True(File.Exists(dead));
        }

        Rows.Open(root.Path).Dispose();
        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(own));
        Assert.True(File.Exists(remote));
        Rows.Open(root.Path, new FeatureStoreOptions { Time = new LateClock(TimeSpan.FromHours(25)) }).Dispose();
        Assert.False(File.Exists(remote));
    }

    private sealed class LateClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }

    /// <summary>Kills three writers and one who compacts, all at once in one store, again and again.</summary>
    private static async Task KillAsync(int rounds)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var root = new TemporaryFolder();
        var random = new SeededRandom(20);
        var finished = new int[Writers + 1];
        for (var round = 0; round < rounds; round++)
        {
            var children = Enumerable.Range(0, Writers + 1).Select(writer => new KilledChild(root.Path, writer)).ToArray();
            try
            {
                await Task.WhenAll(children.Select(child => child.Started)).WaitAsync(cancellation);
                foreach (var child in children.OrderBy(_ => random.NextDouble()).ToArray())
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Uniform(0, 30)), cancellation);
                    await child.Kill();
                    finished[child.Writer] = Math.Max(finished[child.Writer], child.Finished);
                }
            }
            finally
            {
                Array.ForEach(children, child => child.Dispose());
            }

            using var store = Rows.Open(root.Path);
            Assert.Empty(store.DamagedShards);
            AssertHoldsAll(store, finished);
            Assert.Empty(Directory.GetFiles(store.Folder, "*.tmp", SearchOption.AllDirectories));
        }

        // Every row in every shard is a row that somebody wrote, whole and under its own key.
        var recipe = CachedRecipe.FindAll(root.Path).Single();
        // Bounds that hold however many rows a fast or a busy machine has written.
        recipe.Compact(new FeatureWriterOptions { RowsPerShard = 1 << 20, BytesPerShard = 1L << 30 });
        using var all = Rows.Open(root.Path);
        AssertHoldsAll(all, finished);
        Assert.Empty(all.DamagedShards);
        Assert.True(finished.Skip(1).All(count => count > 0), "Every writer finished shards.");
        Assert.Equal(1, recipe.CountShards());
        var written = Enumerable.Range(1, Writers)
            .SelectMany(writer => Enumerable.Range(0, finished[writer] + 1000).Select(number => KilledChild.Image(writer, number)))
            .Select(image => Rows.Key(image)).ToHashSet();
        Assert.All(recipe.ReadKeys(), image => Assert.Contains(new FeatureKey(image.Key, 0), written));
    }

    private static void AssertHoldsAll(FeatureStore store, int[] finished)
    {
        for (var writer = 1; writer <= Writers; writer++)
        {
            for (var number = 0; number < finished[writer]; number++)
            {
                Rows.AssertHolds(store, Rows.Key(KilledChild.Image(writer, number)));
            }
        }
    }
}
