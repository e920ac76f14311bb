using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class VerifiedShardsTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_shard_found_whole_is_not_hashed_again_unless_files_are_verified()
    {
        var shard = WriteOldShard();
        FlipBit(shard, keepTime: true);
        Trust(shard);
        using (var trusting = Rows.Open(_root.Path))
        {
            Assert.Empty(trusting.DamagedShards);
        }

        using var verified = Rows.Open(_root.Path, new FeatureStoreOptions { VerifyFiles = true });
        Assert.Contains("SHA-256", Assert.Single(verified.DamagedShards).Reason, StringComparison.Ordinal);
        Assert.Equal(0, verified.Count);
    }

    [Fact]
    public async Task A_shard_that_was_written_to_since_is_hashed_and_renamed()
    {
        var shard = WriteOldShard();
        await Settled(shard);
        Rows.Open(_root.Path).Dispose();
        // It was hashed and is remembered.
        using (var index = new PathIndex(Path.Combine(Path.GetDirectoryName(shard)!, "verified"), TimeProvider.System))
        {
            Assert.True(index.TryGetLast(Path.GetFileName(shard), out _, out _, out _));
        }

        FlipBit(shard, keepTime: true);
        using var store = Rows.Open(_root.Path);
        Assert.EndsWith("and its rows will be computed again.", Assert.Single(store.DamagedShards).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_known_of_shards_can_be_deleted()
    {
        var shard = WriteOldShard();
        FlipBit(shard, keepTime: true);
        Trust(shard);
        Directory.Delete(Path.Combine(Path.GetDirectoryName(shard)!, "verified"), recursive: true);
        using var store = Rows.Open(_root.Path);
        Assert.Single(store.DamagedShards);
    }

    [Fact]
    public void A_shard_of_this_very_moment_is_not_trusted_yet()
    {
        string shard;
        using (var store = Rows.Open(_root.Path))
        {
            Rows.Append(store, first: 0, count: 4);
            shard = Directory.GetFiles(store.Folder, "*.arrow").Single();
        }

        FlipBit(shard, keepTime: true);
        using var again = Rows.Open(_root.Path);
        Assert.Single(again.DamagedShards);
    }

    [Fact]
    public void Verifying_reads_everything_again_renames_the_damaged_and_draws_by_its_seed()
    {
        using (var store = Rows.Open(_root.Path))
        {
            Rows.Append(store, first: 0, count: 40, rowsPerShard: 4);
        }

        var recipe = CachedRecipe.FindAll(_root.Path).Single();
        var whole = recipe.Verify();
        Assert.Equal(10, whole.Shards);
        Assert.Empty(whole.Damaged);
        Assert.Equal(3, recipe.Verify(0.25).Shards);
        Assert.Throws<ArgumentOutOfRangeException>(() => recipe.Verify(0));

        var shards = Directory.GetFiles(recipe.Folder, "*.arrow");
        Array.ForEach(shards, shard => FlipBit(shard, keepTime: true));
        var drawn = recipe.Verify(0.25, seed: 7).Damaged.Select(damaged => damaged.Path).ToArray();
        Assert.Equal(3, drawn.Length);
        Array.ForEach(drawn, path => File.Move(path, Path.ChangeExtension(path, ".arrow")));
        Assert.Equal(drawn, recipe.Verify(0.25, seed: 7).Damaged.Select(damaged => damaged.Path));
        Assert.Equal(7, recipe.Verify().Damaged.Count);
    }

    private static void FlipBit(string path, bool keepTime)
    {
        var time = File.GetLastWriteTimeUtc(path);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(path, bytes);
        if (keepTime)
        {
            File.SetLastWriteTimeUtc(path, time);
        }
    }

    /// <summary>Waits until a change of the file shows in its time.</summary>
    private static async Task Settled(string path)
    {
        using var index = new PathIndex(Path.GetDirectoryName(path)!, TimeProvider.System);
        while (!index.IsSettled(FileStamp.TryOf(path)!.Value))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Notes that a shard was found whole as it is now.</summary>
    private static void Trust(string shard)
    {
        using var index = new PathIndex(Path.Combine(Path.GetDirectoryName(shard)!, "verified"), new LateClock());
        index.Record(Path.GetFileName(shard), FileStamp.TryOf(shard)!.Value, ContentHash.Parse(Path.GetFileNameWithoutExtension(shard)));
    }

    private string WriteOldShard()
    {
        using var store = Rows.Open(_root.Path);
        Rows.Append(store, first: 0, count: 10);
        var shard = Directory.GetFiles(store.Folder, "*.arrow").Single();
        File.SetLastWriteTimeUtc(shard, DateTime.UtcNow.AddMinutes(-1));
        return shard;
    }

    private sealed class LateClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(1);
    }
}
