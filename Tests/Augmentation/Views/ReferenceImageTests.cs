using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>A drawn letter through every transform, compared with the images in References.</summary>
public sealed class ReferenceImageTests
{
    private const int Size = 48;

    private static readonly Dictionary<string, (ViewParameters View, BorderFill Fill)> Cases = new()
    {
        ["unchanged"] = (new(), default),
        ["turned-by-30-nearest"] = (new() { Rotation = 30 }, new(FillMode.Nearest, 0)),
        ["turned-by-30-reflect"] = (new() { Rotation = 30 }, new(FillMode.Reflect, 0)),
        ["turned-by-30-wrap"] = (new() { Rotation = 30 }, new(FillMode.Wrap, 0)),
        ["turned-by-30-constant"] = (new() { Rotation = 30 }, new(FillMode.Constant, 200)),
        ["moved-right-and-down"] = (new() { Tx = -10, Ty = -5.5 }, new(FillMode.Constant, 0)),
        ["sheared"] = (new() { Shear = 25 }, new(FillMode.Constant, 0)),
        ["sloped"] = (new() { SlopeX = 0.3 }, new(FillMode.Constant, 0)),
        ["magnified"] = (new() { ZoomX = 0.6, ZoomY = 0.6 }, default),
        ["wide-margin"] = (new() { ZoomX = 1.5, ZoomY = 1.1 }, new(FillMode.Wrap, 0)),
        ["flipped-h"] = (new() { FlipHorizontal = true }, default),
        ["flipped-v"] = (new() { FlipVertical = true }, default),
        ["cropped"] = (new() { Crop = new(0.3, 1.2, 0.2, 0.1) }, default),
        ["combined"] = (new() { Rotation = -20, Tx = 4, Shear = 10, ZoomX = 0.8, ZoomY = 1.1, FlipHorizontal = true }, default),
        ["blurred"] = (new() { BlurSigma = 2 }, default),
        ["erased"] = (new() { Erased = new(0.15, 1.5, 0.4, 0.6) }, default),
        ["channel-shift"] = Coloured(ColourOperation.ChannelShift, 60),
        ["brightness"] = Coloured(ColourOperation.Brightness, 1.5),
        ["contrast"] = Coloured(ColourOperation.Contrast, 0.4),
        ["saturation"] = Coloured(ColourOperation.Saturation, 1.8),
        ["grey"] = Coloured(ColourOperation.Saturation, 0),
        ["hue"] = Coloured(ColourOperation.Hue, 0.33),
        ["posterize"] = Coloured(ColourOperation.Posterize, 2),
        ["solarize"] = Coloured(ColourOperation.Solarize, 128),
        ["autocontrast"] = Coloured(ColourOperation.AutoContrast, 1),
        ["equalize"] = Coloured(ColourOperation.Equalize, 1),
        ["sharpness"] = Coloured(ColourOperation.Sharpness, 1.9),
    };

    public static MatrixTheoryData<string, Imaging> Names => new(Cases.Keys, Enum.GetValues<Imaging>());

    [Theory]
    [MemberData(nameof(Names))]
    public void The_letter_looks_as_it_should(string name, Imaging imaging)
    {
        var actual = Render(Cases[name].View, Cases[name].Fill, imaging);
        SKColor Pixel(int x, int y)
        {
            byte Channel(int channel) => (byte)MathF.Round(actual[(channel * Size * Size) + (y * Size) + x]);
            return new(Channel(0), Channel(1), Channel(2));
        }

        ReferenceImages.AssertSame("Augmentation", name + ".png", ImageFactory.Encode(Size, Size, Pixel, SKEncodedImageFormat.Png));
    }

    /// <summary>An F that leans on nothing: no flip, turn or exchange of colours leaves it as it is.</summary>
    internal static byte[] Letter() => ImageFactory.Encode(
        64,
        64,
        (x, y) => (x is >= 16 and < 24 && y is >= 10 and < 54)
            || (y is >= 10 and < 18 && x is >= 16 and < 48)
            || (y is >= 28 and < 35 && x is >= 16 and < 40)
            ? new SKColor(230, 60, 40)
            : ImageFactory.Gradient(x, y, 64, 64),
        SKEncodedImageFormat.Png);

    internal static float[] Render(ViewParameters view, BorderFill fill, Imaging imaging = Imaging.Skia)
    {
        using var letter = ImageDecoder.Decode(Letter(), Size, 1 << 20, out _, imaging);
        var values = new float[3 * Size * Size];
        new ViewRenderer().Render(letter!, view, new(Size, Size, ResizeMode.Stretch, fill, Normalisation.None(0)), values);
        return values;
    }

    private static (ViewParameters View, BorderFill Fill) Coloured(ColourOperation operation, double amount)
    {
        var view = new ViewParameters();
        view.Colours.Add(new(operation, amount));
        return (view, default);
    }
}
