namespace Transfer.Tests.Pipeline;

public sealed class ExtractionShareTests
{
    [Theory]
    [InlineData(0.02, 0.60, 0.30, 0.01, 0.07, "decoding is the limit")]
    [InlineData(0.30, 0.05, 0.10, 0.01, 0.54, "reading is the limit")]
    [InlineData(0.02, 0.10, 0.20, 0.60, 0.08, "writing is the limit")]
    [InlineData(0.02, 0.10, 0.86, 0.01, 0.01, "the base is the limit")]
    [InlineData(0.99, 0.00, 0.00, 0.00, 0.01, "reading and hashing are the limit")]
    [InlineData(0, 0, 0, 0, 0, "")]
    public void The_advice_names_what_takes_the_time(
        double reading, double decoding, double network, double writing, double waiting, string advice)
    {
        var said = new ExtractionShares(reading, decoding, network, writing, waiting).Advice;
        Assert.Equal(advice, said.Split(':')[0]);
    }
}
