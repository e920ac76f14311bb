using System.Runtime.InteropServices;

namespace Transfer.Tests.FeatureCache;

/// <summary>Rows whose content is a function of their key, so that any row can be checked wherever it comes from.</summary>
internal static class Rows
{
    public const int Length = 48;

    public static readonly int[] Shape = [3, 4, 4];

    public static FeatureRecipe Recipe { get; } = new([new("base", "tiny"), new("cut", "pool")]);

    public static FeatureKey Key(int image, int view = 0)
        => new(ContentHash.Of(MemoryMarshal.AsBytes<int>([image])), view);

    public static float[] Of(FeatureKey key)
    {
        var random = new SeededRandom(key.Image.GetHashCode(), key.View);
        return [.. Enumerable.Range(0, Length).Select(_ => (float)random.NextDouble())];
    }

    public static FeatureStore Open(string root, FeatureStoreOptions? options = null) => FeatureStore.Open(root, Recipe, Shape, options);

    public static void Append(FeatureStore store, int first, int count, int rowsPerShard = 256)
    {
        using var writer = store.CreateWriter(new FeatureWriterOptions { RowsPerShard = rowsPerShard });
        foreach (var image in Enumerable.Range(first, count))
        {
            writer.Append(Key(image), Of(Key(image)));
        }
    }

    public static void AssertHolds(FeatureStore store, FeatureKey key)
    {
        var row = new float[Length];
        Assert.True(store.CopyRow(key, row));
        Assert.Equal(Of(key), row);
    }
}
