using System.Globalization;
using System.Text.Json;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>Images that Keras made, again from the parameters that it made them with.</summary>
public sealed class KerasImageTests
{
    // Keras cuts to whole numbers, at brightness twice, where we keep fractions: half a step to a whole one.
    private const double Tolerance = 1.5;

    [Theory]
    [MemberData(nameof(ImagingTests.All), MemberType = typeof(ImagingTests))]
    public void Every_transform_and_fill_mode_gives_the_image_of_Keras(Imaging imaging) =>
        AssertCases(Repository.Golden("augment"), 40, imaging);

    [Theory]
    [MemberData(nameof(ImagingTests.All), MemberType = typeof(ImagingTests))]
    public void All_cases_give_the_image_of_Keras(Imaging imaging) => AssertCases(Repository.Shared("golden", "augment"), 132, imaging);

    [Fact]
    public void The_cases_in_the_repository_cover_every_transform_in_every_fill_mode()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(Repository.Golden("augment", "cases.json")));
        var modes = cases.RootElement.EnumerateArray().GroupBy(one => one.GetProperty("fill_mode").GetString()).ToDictionary(
            group => group.Key!, group => group.Select(one => View(one, 150, 150)).ToList());
        Assert.Equal(["constant", "nearest", "reflect", "wrap"], modes.Keys.Order(StringComparer.Ordinal));
        Assert.All(modes.Values, views =>
        {
            Assert.Contains(views, view => view.Rotation != 0);
            Assert.Contains(views, view => view.Tx != 0);
            Assert.Contains(views, view => view.Ty != 0);
            Assert.Contains(views, view => view.Shear != 0);
            Assert.Contains(views, view => view.ZoomX < 1);
            Assert.Contains(views, view => view.ZoomY > 1);
        });
        var all = modes.Values.SelectMany(views => views).ToList();
        Assert.Contains(all, view => view.FlipHorizontal);
        Assert.Contains(all, view => view.FlipVertical);
        Assert.Contains(all, view => view.Colours.Exists(step => step.Operation == ColourOperation.ChannelShift));
        Assert.Contains(all, view => view.Colours.Exists(step => step.Operation == ColourOperation.Brightness));
    }

    private static void AssertCases(string folder, int count, Imaging imaging)
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        Assert.Equal(count, cases.RootElement.GetArrayLength());
        var compared = cases.RootElement.EnumerateArray().Select(one => Compare(folder, one, imaging)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Largest mean difference: {compared.Max(one => one.Difference):F3} of 255."));
        Assert.Empty(compared.Where(one => one.Difference > Tolerance).Select(one => one.Report));
    }

    private static (double Difference, string Report) Compare(string folder, JsonElement one, Imaging imaging)
    {
        var result = one.GetProperty("result").GetString()!;
        using var expected = SKBitmap.Decode(Path.Combine(folder, result));
        var (width, height) = (expected.Width, expected.Height);
        var actual = new float[3 * width * height];
        var source = File.ReadAllBytes(Path.Combine(folder, one.GetProperty("source").GetString()!));
        using (var decoded = ImageDecoder.Decode(source, 1, 1 << 20, out _, imaging))
        {
            var format = new ViewFormat(width, height, ResizeMode.Stretch, Fill(one), Normalisation.None(0));
            new ViewRenderer().Render(decoded!, View(one, width, height), format, actual);
        }

        // All but the outermost pixels.
        var differences = from y in Enumerable.Range(1, height - 2)
                          from x in Enumerable.Range(1, width - 2)
                          let colour = expected.GetPixel(x, y)
                          from channel in Enumerable.Range(0, 3)
                          let want = channel switch { 0 => colour.Red, 1 => colour.Green, _ => colour.Blue }
                          select (Off: Math.Abs(want - actual[(((channel * height) + y) * width) + x]), x, y);
        var all = differences.ToList();
        var (mean, worst) = (all.Average(pixel => pixel.Off), all.Max());
        return (mean, string.Create(
            CultureInfo.InvariantCulture,
            $"{result}: mean difference {mean:F2}, largest {worst.Off:F0} at column {worst.x}, row {worst.y}; {one.GetRawText()}"));
    }

    private static ViewParameters View(JsonElement one, int width, int height)
    {
        double Number(string name) => one.GetProperty(name).GetDouble();
        var view = new ViewParameters
        {
            Rotation = Number("theta"),
            Tx = Number("tx"),
            Ty = Number("ty"),
            Shear = Number("shear"),
            ZoomX = Number("zx"),
            ZoomY = Number("zy"),
            // What Keras computes on images that are not square; on square ones it is the middle.
            Centre = ((height - 1) / 2.0, (width - 1) / 2.0),
            FlipHorizontal = one.GetProperty("flip_horizontal").GetBoolean(),
            FlipVertical = one.GetProperty("flip_vertical").GetBoolean(),
        };
        void Add(string name, ColourOperation operation)
        {
            if (one.GetProperty(name).ValueKind == JsonValueKind.Number)
            {
                view.Colours.Add(new(operation, Number(name)));
            }
        }

        Add("channel_shift_intensity", ColourOperation.ChannelShift);
        Add("brightness", ColourOperation.Brightness);
        return view;
    }

    private static BorderFill Fill(JsonElement one) => new(
        Enum.Parse<FillMode>(one.GetProperty("fill_mode").GetString()!, ignoreCase: true),
        (float)one.GetProperty("cval").GetDouble(),
        OverlappingWrap: true);
}
