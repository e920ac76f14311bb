namespace Transfer.Tests.Augmentation;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_same_seed_and_stream_give_the_same_numbers()
    {
        var first = new SeededRandom(7, 3, 12);
        var second = new SeededRandom(7, 3, 12);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(first.NextUInt64(), second.NextUInt64());
        }
    }

    [Fact]
    public void The_numbers_are_those_that_caches_were_made_with()
    {
        var random = new SeededRandom(7, 3, 12);
        Assert.Equal([5464714819893526464UL, 3211366336943143973UL], [random.NextUInt64(), random.NextUInt64()]);
        int[] items = [1, 2, 3, 4, 5];
        random.Shuffle(items.AsSpan());
        Assert.Equal([3, 1, 4, 5, 2], items);
    }

    [Theory]
    [InlineData(8, 3, 12)]
    [InlineData(7, 4, 12)]
    [InlineData(7, 12, 3)]
    public void Another_seed_or_stream_gives_other_numbers(long seed, long epoch, long sample) =>
        Assert.NotEqual(new SeededRandom(7, 3, 12).NextUInt64(), new SeededRandom(seed, epoch, sample).NextUInt64());

    [Fact]
    public void Numbers_fill_their_ranges_evenly()
    {
        var random = new SeededRandom(1);
        var counts = new int[10];
        var normal = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            counts[random.Next(10)]++;
            normal += random.Normal(5, 2);
        }

        Assert.All(counts, count => Assert.InRange(count, 1_800, 2_200));
        Assert.InRange(normal / 20_000, 4.9, 5.1);
    }

    [Fact]
    public void Shuffle_keeps_every_item()
    {
        var items = Enumerable.Range(0, 100).ToArray();
        new SeededRandom(1).Shuffle(items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }
}
