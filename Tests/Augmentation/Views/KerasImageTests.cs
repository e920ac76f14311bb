using System.Globalization;
using System.Text.Json;
using SkiaSharp;
using Transfer.Augmentation;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>The 132 images that Keras made, from the parameters that it made them with.</summary>
public sealed class KerasImageTests
{
    // Keras cuts to whole numbers, at brightness twice, where we keep fractions: half a step to a whole one.
    private const double Tolerance = 1.5;

    [Theory]
    [MemberData(nameof(ImagingTests.Available), MemberType = typeof(ImagingTests))]
    public void Every_image_of_Keras_is_made_again_from_its_parameters(Imaging imaging)
    {
        var folder = Repository.Shared("golden", "augment");
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        var failures = new List<string>();
        var worst = 0.0;
        foreach (var one in cases.RootElement.EnumerateArray())
        {
            var (difference, report) = Compare(folder, one, imaging);
            worst = Math.Max(worst, difference);
            if (difference > Tolerance)
            {
                failures.Add($"{report} {one.GetRawText().ReplaceLineEndings(" ")}");
            }
        }

        Assert.Equal(132, cases.RootElement.GetArrayLength());
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Largest mean difference: {worst:F3} of 255."));
        Assert.True(failures.Count == 0, $"{failures.Count} of 132 images differ:\n{string.Join('\n', failures)}");
    }

    private static (double Difference, string Report) Compare(string folder, JsonElement one, Imaging imaging)
    {
        var result = one.GetProperty("result").GetString()!;
        using var expected = SKBitmap.Decode(Path.Combine(folder, result));
        var (width, height) = (expected.Width, expected.Height);
        var actual = new float[3 * width * height];
        using (var source = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, one.GetProperty("source").GetString()!)), 1, 1 << 20, out _, imaging))
        {
            new ViewRenderer().Render(source!, ResizeMode.Stretch, View(one, width, height), Fill(one), width, height, Normalisation.None(0), actual);
        }

        var (sum, largest, where) = (0.0, 0.0, (X: 0, Y: 0));
        for (var y = 1; y < height - 1; y++)
        {
            for (var x = 1; x < width - 1; x++)
            {
                var colour = expected.GetPixel(x, y);
                var at = (y * width) + x;
                byte[] channels = [colour.Red, colour.Green, colour.Blue];
                for (var channel = 0; channel < 3; channel++)
                {
                    var difference = Math.Abs(channels[channel] - actual[(channel * width * height) + at]);
                    sum += difference;
                    if (difference > largest)
                    {
                        (largest, where) = (difference, (x, y));
                    }
                }
            }
        }

        var mean = sum / (3.0 * (width - 2) * (height - 2));
        return (mean, string.Create(
            CultureInfo.InvariantCulture, $"{result}: mean difference {mean:F2}, largest {largest:F0} at column {where.X}, row {where.Y};"));
    }

    private static DrawnView View(JsonElement one, int width, int height)
    {
        double Number(string name) => one.GetProperty(name).GetDouble();
        var view = new DrawnView
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

    private static Filling Fill(JsonElement one) => new(
        Enum.Parse<FillMode>(one.GetProperty("fill_mode").GetString()!, ignoreCase: true), (float)one.GetProperty("cval").GetDouble(), OverlappingWrap: true);
}
