using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class OutcomeIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ok", "", "")]
    [InlineData("ok", "", "EXIF-rotated; first frame of 12")]
    [InlineData("truncated", "ends after 37 % of its rows, ünï", "")]
    public void An_outcome_comes_back_at_once_and_after_opening_again(string name, string detail, string done)
    {
        var (image, outcome) = (ContentHash.Of("image"u8), new FileOutcome(name, detail, done));
        var index = OutcomeIndex.Open(_folder.Path, Imaging.Skia);
        Assert.Null(index.Find(image));
        index.Record(image, outcome);
        Assert.Equal(outcome, index.Find(image));
        index.Flush();
        Assert.Equal(outcome, OutcomeIndex.Open(_folder.Path, Imaging.Skia).Find(image));
        Assert.Null(index.Find(ContentHash.Of("another"u8)));
    }
}
