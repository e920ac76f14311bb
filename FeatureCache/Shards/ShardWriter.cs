namespace Transfer.FeatureCache;

/// <summary>Writes rows that lie in other shards into a new one, in the order of their keys, each key once.</summary>
internal static class ShardWriter
{
    /// <summary>The path of the finished shard. Equal sets of rows give the same file, wherever they come from.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string Write(string folder, ShardFormat format, IEnumerable<(Shard Shard, int Row)> places)
    {
        var rows = places.GroupBy(place => place.Shard.Key(place.Row))
            .Select(same => (same.Key, Place: same.Aggregate(Lower)))
            .OrderBy(row => row.Key, FeatureKey.Order)
            .ToArray();
        var buffers = new RowBuffers(format, rows.Length);
        for (var index = 0; index < rows.Length; index++)
        {
            buffers.Put(index, rows[index].Key);
            rows[index].Place.Shard.Read(rows[index].Place.Row, buffers.Features(index));
        }

        using var batch = buffers.ToBatch(rows.Length);
        return ShardFormat.Write(folder, batch);
    }

    private static (Shard Shard, int Row) Lower((Shard Shard, int Row) one, (Shard Shard, int Row) other) =>
        other.Shard.CompareRow(other.Row, one.Shard, one.Row) < 0 ? other : one;
}
