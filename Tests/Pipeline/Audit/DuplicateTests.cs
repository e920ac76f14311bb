using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class DuplicateTests
{
    private const int Width = 320;
    private const int Height = 240;

    [Theory]
    [InlineData("smaller", 0.99)]
    [InlineData("recompressed", 0.99)]
    [InlineData("mirrored", 0.99)]
    [InlineData("cropped", 0.97)]
    public void Changed_copies_correlate(string change, double expected)
    {
        for (var scene = 0; scene < 5; scene++)
        {
            Assert.InRange(Match(Thumbnail(scene, "as it is"), Thumbnail(scene, change)), expected, 1);
        }
    }

    [Fact]
    public void Other_images_and_images_of_one_colour_do_not()
    {
        for (var scene = 0; scene < 5; scene++)
        {
            Assert.InRange(Match(Thumbnail(scene, "as it is"), Thumbnail(scene + 5, "as it is")), -1, 0.85);
        }

        var flat = Enumerable.Repeat((byte)90, MeasuredPixels.ThumbnailSize * MeasuredPixels.ThumbnailSize).ToArray();
        Assert.Equal(0, Match(flat, Thumbnail(1, "as it is")));
        Assert.Equal(0, Match(flat, flat));
    }

    [Fact]
    public void The_threshold_is_above_what_different_images_have_and_does_not_follow_duplicates()
    {
        var random = new SeededRandom(1);
        float[] chance = [.. Enumerable.Range(0, 5000).Select(_ => (float)Math.Tanh(random.Normal(0.2, 0.22)))];
        var threshold = DuplicateThreshold.Of(chance);
        Assert.InRange(threshold, Math.Max(0.9, chance.Max()), 0.95);
        Assert.Equal(threshold, DuplicateThreshold.Of([.. chance, .. Enumerable.Repeat(0.999f, 150)]), 0.01);
        Assert.InRange(DuplicateThreshold.Of([]), 0.9, 0.95);
    }

    [Fact]
    public void Neighbours_are_those_of_comparing_all_pairs()
    {
        var random = new SeededRandom(2);
        const int rows = 600, length = 20;
        float[] values = [.. Enumerable.Range(0, rows * length).Select(_ => (float)random.Normal())];
        var found = Neighbours.Of(values, length, 4, TestContext.Current.CancellationToken);
        for (var row = 0; row < rows; row += 37)
        {
            var own = values[(row * length)..((row + 1) * length)];
            var expected = Enumerable.Range(0, rows).Where(i => i != row).Select(i => (Index: i, Similarity:
                    System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(own, values.AsSpan(i * length, length))))
                .OrderByDescending(n => n.Similarity).Take(4).ToArray();
            Assert.Equal(expected.Select(e => e.Index), found.Row(row).Select(n => n.Index));
            Assert.Equal(expected.Select(e => e.Similarity), found.Row(row).Select(n => n.Similarity), (a, b) => Math.Abs(a - b) < 2e-5);
        }
    }

    [Fact]
    public void An_image_far_from_all_others_is_an_outlier_and_its_own_copies_are_no_neighbours()
    {
        var random = new SeededRandom(6);
        List<float> values = [];
        const int count = 120;
        for (var i = 0; i < count; i++)
        {
            values.AddRange(Enumerable.Range(0, 16).Select(d => (float)random.Normal(d < 8 ? 2 : 0, 0.3)));
        }

        // Two copies of an image that points elsewhere.
        foreach (var copy in new[] { 0.0, 1e-4 })
        {
            values.AddRange(Enumerable.Range(0, 16).Select(d => (float)(copy + (d < 8 ? 0 : 2))));
        }

        string[] names = [.. Enumerable.Range(0, count + 2).Select(i => $"{i:D3}.jpg")];
        var images = new AuditImages(
            new FeaturesInMemory([.. values], 16, new long[count + 2], names), names, [.. names.Select(_ => "")], ["a", "b"]);
        int[] groups = [.. Enumerable.Range(0, count + 1), count];
        var neighbours = Neighbours.Of(images.Features, 16, 10, TestContext.Current.CancellationToken);
        var outliers = OutlierAudit.Find(images, neighbours, groups).ToArray();
        Assert.Equal(["120.jpg", "121.jpg"], outliers.OrderByDescending(o => o.Score).Take(2).Select(o => o.Path).Order());
        Assert.InRange(outliers.Length, 2, 4);
        Assert.All(outliers, o => Assert.InRange(o.Score, 0.5, 1));
    }

    private static float Match(byte[] first, byte[] second) => ThumbnailMatch.Correlation(first, second);

    private static byte[] Thumbnail(int scene, string change)
    {
        var (width, height, quality) = change switch
        {
            "smaller" => (Width * 6 / 10, Height * 6 / 10, 95),
            "recompressed" => (Width, Height, 30),
            _ => (Width, Height, 95),
        };
        var bytes = ImageFactory.Encode(
            width, height, (x, y) =>
            {
                var (across, down) = ((double)x / width, (double)y / height);
                return change switch
                {
                    "mirrored" => Scene(scene, 1 - across, down),
                    // 5 % of each side, more of it on the left and at the bottom.
                    "cropped" => Scene(scene, 0.035 + (0.95 * across), 0.01 + (0.95 * down)),
                    _ => Scene(scene, across, down),
                };
            },
            SKEncodedImageFormat.Jpeg, quality);
        return ImageMeasurer.Measure(bytes, Imaging.Skia)!.Thumbnail;
    }

    /// <summary>Waves and spots that differ from scene to scene.</summary>
    private static SKColor Scene(int scene, double x, double y)
    {
        var random = new SeededRandom(scene);
        var value = 120.0;
        for (var wave = 0; wave < 6; wave++)
        {
            var (angle, rate, phase) = (random.Uniform(0, 6.28), random.Uniform(3, 22), random.Uniform(0, 6.28));
            value += 22 * Math.Sin((rate * ((x * Math.Cos(angle)) + (y * Math.Sin(angle)))) + phase);
        }

        var level = (byte)Math.Clamp(value, 0, 255);
        return new SKColor(level, (byte)(level / 2), (byte)(255 - level));
    }
}
