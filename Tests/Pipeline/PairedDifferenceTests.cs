using Transfer.Pipeline;

namespace Transfer.Tests.Pipeline;

public sealed class PairedDifferenceTests
{
    [Theory]
    [InlineData(9, 3, 0.14599609375)]
    [InlineData(3, 9, 0.14599609375)]
    [InlineData(10, 0, 0.001953125)]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    public void The_test_is_the_exact_binomial(int gained, int lost, double expected) =>
        Assert.Equal(expected, new PairedDifference(gained, lost, 1000).PValue, 1e-12);

    [Fact]
    public void The_interval_is_Agresti_and_Mins()
    {
        // By hand: (9 - 3) / 1002, and 1.959964 * sqrt(13 - 36 / 1002) / 1002.
        var difference = new PairedDifference(9, 3, 1000);
        Assert.Equal(0.006, difference.Value, 1e-12);
        Assert.Equal(0.0059880 - 0.0070428, difference.Low, 1e-6);
        Assert.Equal(0.0059880 + 0.0070428, difference.High, 1e-6);
    }

    [Fact]
    public void Pictures_are_compared_one_by_one()
    {
        var difference = PairedDifference.From([0.9f, 0.2f, 0.7f, 0.1f], [0.9f, 0.8f, 0.1f, 0.1f], [1, 1, 1, 0]);
        Assert.Equal(new PairedDifference(1, 1, 4), difference);
    }

    [Fact]
    public void It_says_when_a_difference_may_be_chance()
    {
        Assert.Contains("may be chance", new PairedDifference(9, 3, 1000).ToString(), StringComparison.Ordinal);
        Assert.Contains("not by chance", new PairedDifference(30, 3, 1000).ToString(), StringComparison.Ordinal);
    }
}
