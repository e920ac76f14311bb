namespace Transfer.FeatureCache;

/// <summary>Removes rows that nobody needs: a shard is written again without them and then deleted.</summary>
internal static class RowRemoval
{
    public static (int Rows, long Bytes) Run(
        CachedRecipe recipe, Func<ContentHash, bool> needed, bool dryRun, CancellationToken cancellation)
    {
        using var store = recipe.Open(dryRun ? ShardCheck.None : ShardCheck.Changed);
        var (removed, bytes) = (0, 0L);
        foreach (var shard in store.Shards)
        {
            cancellation.ThrowIfCancellationRequested();
            var kept = Enumerable.Range(0, shard.Count).Where(row => needed(shard.Key(row).Image)).ToArray();
            if (kept.Length == shard.Count)
            {
                continue;
            }

            removed += shard.Count - kept.Length;
            bytes += (long)(shard.Count - kept.Length) * (store.Format.BytesPerRow + ContentHash.Size + sizeof(int));
            if (!dryRun)
            {
                Replace(store, shard, kept);
            }
        }

        return (removed, bytes);
    }

    private static void Replace(FeatureStore store, Shard shard, int[] rows)
    {
        var path = rows.Length == 0 ? null : ShardWriter.Write(store.Folder, store.Format, rows.Select(row => (shard, row)));
        shard.Dispose();
        if (path != shard.Path)
        {
            DeletedFiles.DeleteShard(shard.Path, store.Time);
        }
    }
}
