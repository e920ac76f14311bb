namespace Transfer.FeatureCache;

/// <summary>Merges small shards into bounded ones while others read and write.</summary>
/// <remarks>
/// A shard is removed only when a merged one with all of its rows is in the folder, so a reader never finds fewer rows, at most some
/// twice. Rows are merged in the order of their keys, and of two rows of one key the lower one is kept. That makes the merged file a
/// function of its set of rows: of two mergers at once, each deletes files only in favour of one with the same rows in that order, with
/// more or with lower ones, and nobody deletes the last.
/// </remarks>
internal static class Compaction
{
    public static CompactionResult Run(CachedRecipe recipe, FeatureWriterOptions options, CancellationToken cancellation)
    {
        foreach (var old in DeletedFiles.FindOld(recipe.Folder, recipe.Time))
        {
            DeletedFiles.TryDelete(old.Path);
        }

        var (before, bytesBefore) = Measure(recipe.Folder);
        var (merged, left) = (0, 0);
        using (var store = recipe.Open(ShardCheck.Changed))
        {
            var capacity = options.RowsFor(store.Format.BytesPerRow);
            var shards = store.Shards.ToList();
            foreach (var group in Groups([.. shards.Where(shard => shard.Count <= capacity / 2)], capacity))
            {
                cancellation.ThrowIfCancellationRequested();
                merged += group.Count;
                left += Merge(store, group);
                shards.RemoveAll(group.Contains);
            }

            var covered = Covered(shards);
            merged += covered.Count;
            left += covered.Count(shard => !Remove(store, shard));
        }

        var (after, bytesAfter) = Measure(recipe.Folder);
        return new CompactionResult(before, after, merged, left, bytesBefore - bytesAfter);
    }

    private static (int Shards, long Bytes) Measure(string folder)
    {
        var shards = ShardFolder.List(folder).ToArray();
        return (shards.Length, shards.Sum(shard => shard.Length));
    }

    private static IEnumerable<List<Shard>> Groups(Shard[] small, int capacity)
    {
        var (group, rows) = (new List<Shard>(), 0);
        foreach (var shard in small)
        {
            if (rows + shard.Count > capacity)
            {
                yield return group;
                (group, rows) = ([], 0);
            }

            group.Add(shard);
            rows += shard.Count;
        }

        // A single shard has no other one to be merged with.
        if (group.Count > 1)
        {
            yield return group;
        }
    }

    /// <summary>How many of the group could not be removed.</summary>
    private static int Merge(FeatureStore store, List<Shard> group)
    {
        var places = group.SelectMany(shard => Enumerable.Range(0, shard.Count).Select(row => (shard, row)));
        var path = ShardWriter.Write(store.Folder, store.Format, places);
        return group.Count(shard => shard.Path != path && !Remove(store, shard));
    }

    // What a merger that was killed between its two steps has left, or a second writer of the same images.
    private static List<Shard> Covered(List<Shard> shards)
    {
        var ordered = shards.FindAll(shard => shard.IsOrdered);
        return shards.FindAll(shard => ordered.Exists(other =>
            other != shard && other.Count >= shard.Count && Covers(other, shard, ordered.Contains(shard)) && File.Exists(other.Path)));
    }

    // Two shards must never cover each other, or both would go. So it takes more than equal rows: another row, a lower row, or the order.
    private static bool Covers(Shard other, Shard shard, bool isOrdered)
    {
        var isMore = other.Count > shard.Count || !isOrdered;
        for (var row = 0; row < shard.Count; row++)
        {
            var order = other.TryFind(shard.Key(row), out var its) ? other.CompareRow(its, shard, row) : 1;
            if (order > 0)
            {
                return false;
            }

            isMore |= order < 0;
        }

        return isMore;
    }

    private static bool Remove(FeatureStore store, Shard shard)
    {
        // No row of this store is read any more, and over a network an open file is not deleted but renamed.
        shard.Dispose();
        return DeletedFiles.DeleteShard(shard.Path, store.Time);
    }
}
