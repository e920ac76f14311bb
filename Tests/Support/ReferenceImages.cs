using SkiaSharp;

namespace Transfer.Tests.Support;

/// <summary>Images in the folders <c>References</c>, which were looked at one by one.</summary>
internal static class ReferenceImages
{
    /// <summary>Compares an image with its reference. A missing one is written, and the test fails: look at it before committing.</summary>
    /// <param name="folder">The folder in Tests whose References have it.</param>
    /// <param name="name">The reference's file name.</param>
    /// <param name="actual">The encoded image.</param>
    /// <param name="tolerance">
    /// How far a channel may be off, of 255. Default 1: whether a processor multiplies and adds in one step decides the last bit.
    /// </param>
    public static void AssertSame(string folder, string name, byte[] actual, int tolerance = 1)
    {
        var path = Path.Combine(Repository.Root, "Tests", folder, "References", name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, actual);
            Assert.Fail($"There was no '{name}'; it was written. Look at it before it is committed.");
        }

        using var expected = SKBitmap.Decode(path);
        using var found = SKBitmap.Decode(actual);
        Assert.Equal((expected.Width, expected.Height), (found.Width, found.Height));
        foreach (var (index, (want, got)) in expected.Pixels.Zip(found.Pixels).Index())
        {
            var off = Math.Max(Math.Abs(want.Red - got.Red), Math.Max(Math.Abs(want.Green - got.Green), Math.Abs(want.Blue - got.Blue)));
            Assert.True(
                off <= tolerance, $"{name}, column {index % expected.Width}, row {index / expected.Width}: expected {want}, found {got}.");
        }
    }
}
