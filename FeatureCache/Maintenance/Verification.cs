using System.Collections.Concurrent;
using System.Text;

namespace Transfer.FeatureCache;

/// <summary>Hashes shards again, whatever is known of them.</summary>
internal static class Verification
{
    public static VerificationResult Run(
        CachedRecipe recipe, ShardFormat format, double share, long seed, CancellationToken cancellation)
    {
        var paths = ShardFolder.List(recipe.Folder).Select(file => file.Path).ToArray();

        // Drawn by the hash of seed and name: the same seed takes the same shards in whatever order a file system lists them.
        var drawn = paths.OrderBy(path => ContentHash.Of(Encoding.UTF8.GetBytes($"{seed} {Path.GetFileName(path)}")).Key)
            .Take((int)Math.Ceiling(paths.Length * share));
        var damaged = new ConcurrentBag<DamagedShard>();
        var (shards, bytes) = (0, 0L);
        using var verified = new VerifiedShards(recipe.Folder, recipe.Time);
        Parallel.ForEach(drawn, new ParallelOptions { CancellationToken = cancellation }, path =>
        {
            try
            {
                var length = new FileInfo(path).Length;
                verified.Open(path, format, ShardCheck.All).Dispose();
                Interlocked.Increment(ref shards);
                Interlocked.Add(ref bytes, length);
            }
            catch (Exception error) when (FileFault.IsGone(error))
            {
                // Merged into another shard or removed meanwhile.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                Interlocked.Increment(ref shards);
                if (DamagedShard.Rename(path, error) is { } found)
                {
                    damaged.Add(found);
                }
            }
        });
        return new VerificationResult(shards, bytes, [.. damaged.OrderBy(shard => shard.Path, StringComparer.Ordinal)]);
    }
}
