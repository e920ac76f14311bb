namespace Transfer.FeatureCache;

/// <summary>Writes rows that lie in other shards into a new one, in the order of their keys.</summary>
internal static class ShardWriter
{
    /// <summary>The path of the finished shard. Equal sets of rows give the same file, wherever they come from.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string Write(string folder, ShardFormat format, IEnumerable<(Shard Shard, int Row)> places)
    {
        var rows = places.Select(place => (Key: place.Shard.Key(place.Row), place.Shard, place.Row))
            .OrderBy(place => place.Key, FeatureKey.Order)
            .DistinctBy(place => place.Key)
            .ToArray();
        var buffers = new RowBuffers(format, rows.Length);
        for (var index = 0; index < rows.Length; index++)
        {
            buffers.Put(index, rows[index].Key);
            rows[index].Shard.Row(rows[index].Row).CopyTo(buffers.Features(index));
        }

        using var batch = buffers.ToBatch(rows.Length);
        return ShardFormat.Write(folder, batch);
    }
}
