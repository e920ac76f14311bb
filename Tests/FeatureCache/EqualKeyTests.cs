using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

/// <summary>Shards with the same keys and other bytes, as two processors give them: none of their rows may get lost.</summary>
public sealed class EqualKeyTests : IDisposable
{
    private const int Count = 20;

    // Its bytes, 00 00 00 40, come before those of 1 and 3: 00 00 80 3F and 00 00 40 40.
    private const float Lower = 2;

    // Larger than half of this is not merged, so that the shards meet as they are.
    private static readonly FeatureWriterOptions Large = new() { RowsPerShard = Count };
    private static readonly FeatureWriterOptions Small = new() { RowsPerShard = 10 * Count };

    private static readonly FeatureKey[] Keys =
        [.. Enumerable.Range(0, Count).Select(image => Rows.Key(image)).Order(FeatureKey.Order)];

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Of_two_large_shards_the_one_with_the_lower_rows_stays()
    {
        Write([_ => 1f, _ => Lower]);
        AssertRows(_ => Lower);
        Assert.Equal(1, Recipe().Compact(Large).Merged);
        AssertRows(_ => Lower);
        Assert.Equal(1, Recipe().CountShards());
    }

    [Fact]
    public void Two_large_shards_that_both_have_lower_rows_stay()
    {
        Write([row => row % 2, row => 1 - (row % 2)]);
        AssertRows(_ => 0f);
        Assert.Equal(0, Recipe().Compact(Large).Merged);
        AssertRows(_ => 0f);
        Assert.Equal(2, Recipe().CountShards());
    }

    [Theory]
    [InlineData(1f, Lower, 3f)]
    [InlineData(3f, 1f, Lower)]
    [InlineData(Lower, 3f, 1f)]
    public void Merging_keeps_the_lower_row_whichever_came_first(float first, float second, float third)
    {
        Write([_ => first, _ => second, _ => third]);
        AssertRows(_ => Lower);
        Assert.Equal(3, Recipe().Compact(Small).Merged);
        AssertRows(_ => Lower);
        Assert.Equal(1, Recipe().CountShards());
    }

    [Fact]
    public void Equal_rows_in_another_order_are_kept_once()
    {
        Write([row => row, row => row], reverses: true);
        Assert.Equal(1, Recipe().Compact(Large).Merged);
        AssertRows(row => row);
    }

    [Fact]
    public async Task Compactors_at_once_lose_none()
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < 30; round++)
        {
            using var root = new TemporaryFolder();
            var shards = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, Count).Select(_ => (float)random.Uniform(0, 2)).ToArray());
            Write([.. shards.Select(rows => (Func<int, float>)(row => rows[row]))], root: root.Path);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => CachedRecipe.FindAll(root.Path).Single()
                .Compact(new FeatureWriterOptions { RowsPerShard = Count << number }))));
            using var store = Rows.Open(root.Path);
            Assert.Equal(Count, store.Count);
        }
    }

    /// <summary>Writes shards as processes do that see nothing of each other.</summary>
    private void Write(Func<int, float>[] shards, bool reverses = false, string? root = null)
    {
        var stores = Array.ConvertAll(shards, _ => Rows.Open(root ?? _root.Path));
        foreach (var (store, value) in stores.Zip(shards))
        {
            using (store)
            using (var writer = store.CreateWriter(Small))
            {
                foreach (var key in reverses && store == stores[0] ? Keys.Reverse() : Keys)
                {
                    var row = new float[Rows.Length];
                    row.AsSpan().Fill(value(Array.IndexOf(Keys, key)));
                    writer.Append(key, row);
                }
            }
        }
    }

    private void AssertRows(Func<int, float> value)
    {
        using var store = Rows.Open(_root.Path);
        Assert.Equal(Count, store.Count);
        var row = new float[Rows.Length];
        for (var i = 0; i < Count; i++)
        {
            Assert.True(store.CopyRow(Keys[i], row));
            Assert.Equal(value(i), row[^1]);
        }
    }

    private CachedRecipe Recipe() => CachedRecipe.FindAll(_root.Path).Single();
}
