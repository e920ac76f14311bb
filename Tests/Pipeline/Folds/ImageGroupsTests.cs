using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ImageGroupsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Groups_of_a_file_that_share_a_copy_become_one()
    {
        // Items 1 and 2 are copies of each other in different groups; 4 stays alone.
        var united = DisjointSets.Union([7, 7, 9, 9, 5], [0, 1, 1, 2, 3]);
        Assert.Single(united[..4].Distinct());
        Assert.NotEqual(united[0], united[4]);
    }

    [Fact]
    public void Copies_that_are_smaller_recompressed_or_a_little_brighter_are_similar_and_other_images_are_not()
    {
        var samples = new List<ImageSample>();
        for (var scene = 0; scene < 6; scene++)
        {
            Add(scene, 320, 240, SKEncodedImageFormat.Png, 100, 0);
            Add(scene, 160, 120, SKEncodedImageFormat.Png, 100, 0);
            Add(scene, 320, 240, SKEncodedImageFormat.Jpeg, 40, 0);
            Add(scene, 320, 240, SKEncodedImageFormat.Webp, 60, 12);
        }

        var groups = ImageGroups.Of(samples, "similar", _folder.Path, Imaging.Skia);
        Assert.Equal(6, groups.Distinct().Count());
        Assert.All(groups.Chunk(4), four => Assert.Single(four.Distinct()));

        void Add(int scene, int width, int height, SKEncodedImageFormat format, int quality, int brighter)
        {
            var bytes = ImageFactory.Encode(
                width, height, (x, y) => Scene(scene, (double)x / width, (double)y / height, brighter), format, quality);
            samples.Add(new ImageSample(_folder.Write($"{samples.Count}.{format}", bytes), 0));
        }
    }

    [Fact]
    public void Real_photographs_are_seldom_called_similar()
    {
        var folder = Repository.Shared("data", "cats-vs-dogs", "validation");
        ImageSample[] samples = [.. ImageFolder.ListImages(folder).Take(200).Select(p => new ImageSample(p, 0))];
        var groups = ImageGroups.Of(samples, "similar", folder, Imaging.Skia);
        Assert.InRange(groups.Distinct().Count(), 198, 200);
        // A photograph and itself.
        var twice = ImageGroups.Of([.. samples, .. samples], "similar", folder, Imaging.Skia);
        Assert.Equal(groups.Distinct().Count(), twice.Distinct().Count());
    }

    [Fact]
    public void A_column_of_a_csv_file_says_what_belongs_together()
    {
        string[] paths = ["a/1.png", "a/2.png", "b/3.png", "b/4.png", "b/5.png"];
        var samples = Array.ConvertAll(paths, p => new ImageSample(Path.Combine(_folder.Path, p), 0));
        var csv = _folder.Write("photos.csv", "path,animal\na/1.png,Tom\nb/3.png,Rex\na/2.png,Rex\nb/4.png,\nb/5.png,\n"u8);
        var groups = ImageGroups.Of(samples, $"{csv}:animal", _folder.Path, Imaging.Skia);
        Assert.Equal(groups[1], groups[2]);
        Assert.Equal(4, groups.Distinct().Count());
    }

    [Theory]
    [InlineData("path,animal\na/1.png,Tom\n", "lacks 1 of 2 images, such as")]
    [InlineData("path,animal\na/1.png,Tom\na/1.png,Rex\n", "puts 'a/1.png' into the groups 'Tom' and 'Rex'")]
    [InlineData("photo,animal\na/1.png,Tom\n", "has no column 'path'")]
    [InlineData("path,breed\na/1.png,Tom\n", "has no column 'animal'")]
    public void A_csv_file_that_does_not_fit_is_refused(string text, string sentence)
    {
        ImageSample[] samples = [.. new[] { "a/1.png", "a/2.png" }.Select(p => new ImageSample(Path.Combine(_folder.Path, p), 0))];
        var csv = _folder.Write("photos.csv", System.Text.Encoding.UTF8.GetBytes(text));
        var exception = Assert.Throws<InvalidDataException>(() => ImageGroups.Of(samples, $"{csv}:animal", _folder.Path, Imaging.Skia));
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A few soft blobs, other ones for every scene.</summary>
    private static SKColor Scene(int scene, double x, double y, int brighter)
    {
        var random = new SeededRandom(scene);
        var sum = 0.0;
        for (var blob = 0; blob < 12; blob++)
        {
            var (dx, dy) = (x - random.NextDouble(), y - random.NextDouble());
            sum += random.Uniform(-1, 1) * Math.Exp(-((dx * dx) + (dy * dy)) * 30);
        }

        var value = (byte)Math.Clamp(110 + (90 * sum) + brighter, 0, 255);
        return new SKColor(value, (byte)(value / 2), (byte)(255 - value));
    }
}
