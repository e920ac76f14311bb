using System.Globalization;
using System.Text.RegularExpressions;

namespace Transfer.Tests.Augmentation;

public sealed class AugmentationOptionsTests
{
    private const string Presets = "none, keras, light, standard or strong";
    private const string Settings = "expected a setting and its value such as rotation-range=20, with ; between two of them.";
    private const string Shifts = "a share of the side such as 0.2, pixels such as 20, or a list such as [5,10,20]";

    /// <summary>A bad value of every setting, and the sentence that it gets.</summary>
    public static TheoryData<AugmentationOptions, string> BadValues => new()
    {
        { new() { RotationRange = -1 }, "RotationRange is -1; expected 0 or more, degrees." },
        { new() { WidthShiftRange = -0.2 }, "WidthShiftRange is -0.2; expected a share such as 0.2 or pixels such as 20, 0 or more." },
        { new() { HeightShiftRange = ShiftRange.OneOf() }, "HeightShiftRange is []; expected a list with at least one number." },
        {
            new() { HeightShiftRange = ShiftRange.OneOf(1, double.NaN) },
            "HeightShiftRange is [1,NaN]; expected shares or pixels, at most 8192 of them."
        },
        { new() { ShearRange = 90 }, "ShearRange is 90; expected an angle from 0 to below 90 degrees." },
        {
            new() { ZoomRange = (0, 1) },
            "ZoomRange is 0 to 1; expected two numbers above 0 and at most 100, the lower one first, such as 0.8,1.2."
        },
        {
            new() { ZoomRange = (1.2, 0.8) },
            "ZoomRange is 1.2 to 0.8; expected two numbers above 0 and at most 100, the lower one first, such as 0.8,1.2."
        },
        {
            new() { BrightnessRange = (-1, 1) },
            "BrightnessRange is -1 to 1; expected two numbers from 0 to 100, the lower one first, such as 0.7,1.3."
        },
        { new() { ChannelShiftRange = double.NaN }, "ChannelShiftRange is NaN; expected 0 to 255, units of a pixel." },
        { new() { FillMode = (FillMode)9 }, "FillMode is 9; expected nearest, reflect, wrap or constant." },
        { new() { Cval = 256 }, "Cval is 256; expected a pixel's value from 0 to 255." },
        { new() { WidthShiftRange = 1e300 }, "WidthShiftRange is 1E+300; expected a share such as 0.2 or pixels such as 20, 0 or more." },
        { new() { Rescale = double.PositiveInfinity }, "Rescale is Infinity; expected a finite number other than 0, such as 1." },
        { new() { Rescale = 0 }, "Rescale is 0; expected a finite number other than 0, such as 1." },
        {
            new() { RandomResizedCropScale = (0.5, 1.5) },
            "RandomResizedCropScale is 0.5 to 1.5; expected two shares of the area above 0 and at most 1,"
            + " the lower one first, such as 0.4,1."
        },
        {
            new() { RandomResizedCropRatio = (0, 1) },
            "RandomResizedCropRatio is 0 to 1; expected two ratios of width to height above 0, the lower one first, such as 0.75,1.33."
        },
        { new() { ColourJitterBrightness = -1 }, "ColourJitterBrightness is -1; expected a share from 0 to 100 such as 0.2." },
        { new() { ColourJitterContrast = -1 }, "ColourJitterContrast is -1; expected a share from 0 to 100 such as 0.2." },
        { new() { ColourJitterSaturation = -1 }, "ColourJitterSaturation is -1; expected a share from 0 to 100 such as 0.2." },
        { new() { ColourJitterHue = 0.6 }, "ColourJitterHue is 0.6; expected a part of the colour circle from 0 to 0.5." },
        { new() { GreyscaleProbability = 2 }, "GreyscaleProbability is 2; expected a probability from 0 to 1." },
        { new() { GaussianBlurProbability = -0.1 }, "GaussianBlurProbability is -0.1; expected a probability from 0 to 1." },
        {
            new() { GaussianBlurSigma = (0, 1) },
            "GaussianBlurSigma is 0 to 1; expected two deviations in pixels above 0 and at most 32, the lower one first, such as 0.1,2."
        },
        { new() { RandomErasingProbability = 1.1 }, "RandomErasingProbability is 1.1; expected a probability from 0 to 1." },
        {
            new() { RandomErasingScale = (0.1, 2) },
            "RandomErasingScale is 0.1 to 2; expected two shares of the area above 0 and at most 1,"
            + " the lower one first, such as 0.02,0.33."
        },
        {
            new() { RandomErasingRatio = (-1, 1) },
            "RandomErasingRatio is -1 to 1; expected two ratios of width to height above 0, the lower one first, such as 0.3,3.3."
        },
        { new() { RandAugmentOperations = 9 }, "RandAugmentOperations is 9; expected 0 to 8 operations." },
        { new() { RandAugmentMagnitude = 31 }, "RandAugmentMagnitude is 31; expected a strength from 0 to 30." },
        {
            new() { TrivialAugment = true, RandAugmentOperations = 2 },
            "TrivialAugment and RandAugment are both on; expected one of them, so turn the other off."
        },
    };

    /// <summary>Options that differ in one setting each.</summary>
    private static readonly AugmentationOptions[] Different =
    [
        new(),
        new() { RotationRange = 40 },
        new() { RotationRange = 40.5 },
        new() { WidthShiftRange = 0.2 },
        new() { HeightShiftRange = 0.2 },
        new() { WidthShiftRange = 20 },
        new() { WidthShiftRange = 20.0 },
        new() { WidthShiftRange = ShiftRange.OneOf(20) },
        new() { WidthShiftRange = ShiftRange.OneOf(20, 30) },
        new() { WidthShiftRange = ShiftRange.OneOf(0) },
        new() { ShearRange = 1e-9 },
        new() { ZoomRange = (0.8, 1.2) },
        new() { HorizontalFlip = true },
        new() { VerticalFlip = true },
        new() { BrightnessRange = (1, 1) },
        new() { ChannelShiftRange = 10 },
        new() { FillMode = FillMode.Wrap },
        new() { Cval = 10 },
        new() { Rescale = 1 / 255.0 },
        new() { RandomResizedCropScale = (1, 1) },
        new() { RandomResizedCropRatio = (1, 1) },
        new() { ColourJitterBrightness = 0.1 },
        new() { ColourJitterContrast = 0.1 },
        new() { ColourJitterSaturation = 0.1 },
        new() { ColourJitterHue = 0.1 },
        new() { GreyscaleProbability = 0.1 },
        new() { GaussianBlurProbability = 0.1 },
        new() { GaussianBlurSigma = (0.1, 1) },
        new() { RandomErasingProbability = 0.1 },
        new() { RandomErasingScale = (0.1, 0.1) },
        new() { RandomErasingRatio = (0.1, 0.1) },
        new() { TrivialAugment = true },
        new() { RandAugmentOperations = 1 },
        new() { RandAugmentMagnitude = 1 },
    ];

    [Theory]
    [MemberData(nameof(BadValues), DisableDiscoveryEnumeration = true)]
    public void A_bad_value_has_one_sentence_that_says_what_was_expected(AugmentationOptions options, string sentence)
    {
        Assert.Equal([sentence], options.Validate());
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => new Augmenter(options, new Preprocessing(), 32, 1)).Message);
    }

    [Fact]
    public void All_faults_are_reported_at_once() => Assert.Equal(
        [
            "RotationRange is -1; expected 0 or more, degrees.",
            "ZoomRange is 0 to 0; expected two numbers above 0 and at most 100, the lower one first, such as 0.8,1.2.",
            "Cval is -1; expected a pixel's value from 0 to 255.",
        ],
        new AugmentationOptions { RotationRange = -1, ZoomRange = (0, 0), Cval = -1 }.Validate());

    [Fact]
    public void An_unknown_preset_is_refused_with_the_names()
    {
        var fault = Assert.Throws<ArgumentException>(() => AugmentationOptions.Preset("kears"));
        Assert.Equal($"There is no augmentation preset 'kears'; expected {Presets}.", fault.Message);
    }

    [Fact]
    public void Every_preset_is_valid_and_has_its_settings()
    {
        Assert.Equal(
            [
                ("none", "none"),
                ("keras", "rotation-range=40;width-shift-range=0.2;height-shift-range=0.2;shear-range=11.46;zoom-range=0.8,1.2;"
                    + "horizontal-flip=true"),
                ("light", "horizontal-flip=true;random-resized-crop-scale=0.7,1;colour-jitter-brightness=0.1;colour-jitter-contrast=0.1"),
                ("standard", "rotation-range=10;horizontal-flip=true;fill-mode=reflect;random-resized-crop-scale=0.4,1;"
                    + "colour-jitter-brightness=0.2;colour-jitter-contrast=0.2;colour-jitter-saturation=0.2;colour-jitter-hue=0.02;"
                    + "greyscale-probability=0.05"),
                ("strong", "horizontal-flip=true;fill-mode=reflect;random-resized-crop-scale=0.2,1;gaussian-blur-probability=0.1;"
                    + "random-erasing-probability=0.25;trivial-augment=true"),
            ],
            AugmentationOptions.PresetNames.Select(name => (name, AugmentationOptions.Preset(name.ToUpperInvariant()).Summary)));
        Assert.All(AugmentationOptions.PresetNames, name => Assert.Empty(AugmentationOptions.Preset(name).Validate()));
    }

    [Fact]
    public void Different_options_have_different_texts_and_equal_ones_the_same()
    {
        Assert.Equal(Different.Length, Different.Distinct().Count());
        Assert.Equal(Different.Length, Different.Select(options => options.ToString()).Distinct().Count());
        Assert.Equal(Different.Length, Different.Select(options => options.Summary).Distinct().Count());
        Assert.All(Different, options => Assert.Equal((options with { }).ToString(), options.ToString()));
        Assert.Equal(new AugmentationOptions { RotationRange = -0.0 }, new AugmentationOptions());
        Assert.Equal(new AugmentationOptions { RotationRange = -0.0 }.ToString(), new AugmentationOptions().ToString());
    }

    [Fact]
    public void Options_are_read_back_from_both_texts()
    {
        Assert.All(Different, options => Assert.Equal(options, AugmentationOptions.Parse(options.ToString())));
        Assert.All(Different, options => Assert.Equal(options, AugmentationOptions.Parse(options.Summary)));
        Assert.Equal(AugmentationOptions.Preset("keras") with { RotationRange = 20 }, AugmentationOptions.Parse("keras;rotation-range=20"));
        Assert.Equal((0.7, 1.3), AugmentationOptions.Parse("zoom-range=0.3").ZoomRange);
        Assert.Null(AugmentationOptions.Parse("light;random-resized-crop-scale=none").RandomResizedCropScale);
    }

    [Theory]
    [InlineData("kears", $"There is no augmentation preset 'kears'; expected {Presets}, or settings such as keras;rotation-range=20.")]
    [InlineData("keras;rotation=20", $"The augmentation has no setting 'rotation=20'; {Settings}")]
    [InlineData("keras;light", $"The augmentation has no setting 'light'; {Settings}")]
    [InlineData("keras;", $"The augmentation has no setting ''; {Settings}")]
    [InlineData("rotation-range=far", "rotation-range is 'far'; expected a number.")]
    [InlineData("brightness-range=", "brightness-range has no value; expected two numbers such as 0.7,1.3, or none.")]
    [InlineData("brightness-range=0.5", "brightness-range is '0.5'; expected two numbers such as 0.7,1.3, or none.")]
    [InlineData("zoom-range=1,2,3", "zoom-range is '1,2,3'; expected two numbers such as 0.8,1.2, or one such as 0.2.")]
    [InlineData("fill-mode=mirror", "fill-mode is 'mirror'; expected nearest, reflect, wrap or constant.")]
    [InlineData("fill-mode=1", "fill-mode is '1'; expected nearest, reflect, wrap or constant.")]
    [InlineData("horizontal-flip=perhaps", "horizontal-flip is 'perhaps'; expected true or false.")]
    [InlineData("width-shift-range=far", $"width-shift-range is 'far'; expected {Shifts}.")]
    [InlineData("rand-augment-operations=1.5", "rand-augment-operations is '1.5'; expected a whole number.")]
    public void A_text_that_cannot_be_read_is_refused_with_what_was_expected(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => AugmentationOptions.Parse(text)).Message);

    [Fact]
    public void Every_setting_is_in_the_text()
    {
        var properties = typeof(AugmentationOptions).GetProperties().Where(property => property.SetMethod is not null);
        var names = properties.Select(property => Regex.Replace(property.Name, "(?<!^)([A-Z])", "-$1").ToLowerInvariant());
        var written = new AugmentationOptions().ToString().Split(';').Select(part => part.Split('=')[0]);
        Assert.Equal(names.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_text_does_not_depend_on_the_language()
    {
        var text = AugmentationOptions.Preset("strong").ToString();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal("0,5", 0.5.ToString(CultureInfo.CurrentCulture));
            Assert.Equal(text, AugmentationOptions.Preset("strong").ToString());
            Assert.DoesNotContain(",", new Augmenter(new() { RotationRange = 30 }, new(), 32, 1).Describe(1, 1), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.2")]
    [InlineData("20")]
    [InlineData("20.0")]
    [InlineData("[5,10.5,20]")]
    [InlineData("[3]")]
    public void A_shift_range_is_read_back_from_its_text(string text)
    {
        Assert.Equal(text, ShiftRange.Parse(text).ToString());
        Assert.Equal(ShiftRange.Parse(text), ShiftRange.Parse(ShiftRange.Parse(text).ToString()));
    }

    [Fact]
    public void A_shift_range_that_is_none_is_refused_with_the_choices() => Assert.Equal(
        "The shift range 'far' cannot be read; expected a share such as 0.2, pixels such as 20, or a list such as 5,10,20.",
        Assert.Throws<ArgumentException>(() => ShiftRange.Parse("far")).Message);
}
