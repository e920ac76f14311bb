using SkiaSharp;
using Transfer.Tests.Serving;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ImageExplainerTests(ServedRun run) : IClassFixture<ServedRun>
{
    [Fact]
    public void The_two_classes_of_one_output_are_based_on_different_regions()
    {
        using var explainer = ImageExplainer.Open(run.Path);
        var png = DrawnImages.Png(1, 1, 40);
        var images = explainer.Classes.Select(name => explainer.Explain(png, name)).ToList();
        Assert.All(images, image => Assert.Null(image.Error));
        Assert.False(images[0].Jpeg.Span.SequenceEqual(images[1].Jpeg.Span));
        using var bitmap = SKBitmap.Decode(images[1].Jpeg.Span);
        Assert.Equal((448, 448), (bitmap.Width, bitmap.Height));
        // Many threads at once get what one gets.
        Parallel.For(0, 8, i => Assert.True(
            explainer.Explain(png, explainer.Classes[i % 2]).Jpeg.Span.SequenceEqual(images[i % 2].Jpeg.Span)));
        Assert.Equal("has no bytes", explainer.Explain(Array.Empty<byte>(), "red").Error);
        Assert.StartsWith("'green' is none of the 2 names of this run: blue, red.",
            Assert.Throws<ArgumentException>(() => explainer.Explain(png, "green")).Message, StringComparison.Ordinal);
        explainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => explainer.Explain(png, "red"));
    }

    [Fact]
    public void What_is_no_run_cannot_be_opened() =>
        Assert.Throws<DirectoryNotFoundException>(() => ImageExplainer.Open(run.File("none")));
}
