namespace Transfer.Augmentation;

/// <summary>
/// Draws what happens to a view. Every knob has a stream of its own, so that turning one on leaves the numbers of the others as they are.
/// </summary>
internal sealed class ViewDrawer(AugmentationOptions options, int size, long seed)
{
    // The order is part of the format: a new knob goes to the end.
    private enum Knob
    {
        Rotation,
        WidthShift,
        HeightShift,
        Shear,
        Zoom,
        HorizontalFlip,
        VerticalFlip,
        Brightness,
        ChannelShift,
        Crop,
        JitterBrightness,
        JitterContrast,
        JitterSaturation,
        JitterHue,
        Greyscale,
        Blur,
        Erasing,
        Policy,
    }

    public void Draw(long image, int view, DrawnView drawn)
    {
        drawn.Reset();
        var streams = new Streams(seed, image, view);
        DrawGeometry(drawn, streams);
        DrawCrop(drawn, streams);
        DrawColours(drawn, streams);
        if (options.GaussianBlurProbability > 0 && streams.For(Knob.Blur) is var blur && blur.Chance(options.GaussianBlurProbability))
        {
            drawn.BlurSigma = blur.Uniform(options.GaussianBlurSigma.Low, options.GaussianBlurSigma.High);
        }

        if (options.RandomErasingProbability > 0 && streams.For(Knob.Erasing) is var erasing && erasing.Chance(options.RandomErasingProbability))
        {
            drawn.Erased = Area(erasing, options.RandomErasingScale, options.RandomErasingRatio);
        }

        if (options.TrivialAugment)
        {
            PolicySpace.DrawTrivial(streams.For(Knob.Policy), drawn);
        }
        else if (options.RandAugmentOperations > 0)
        {
            PolicySpace.DrawRand(streams.For(Knob.Policy), drawn, options.RandAugmentOperations, options.RandAugmentMagnitude, size);
        }
    }

    private void DrawGeometry(DrawnView drawn, in Streams streams)
    {
        if (options.RotationRange > 0)
        {
            drawn.Rotation = streams.For(Knob.Rotation).Uniform(-options.RotationRange, options.RotationRange);
        }

        if (!options.WidthShiftRange.IsNone)
        {
            drawn.Tx = options.WidthShiftRange.Draw(streams.For(Knob.WidthShift), size);
        }

        if (!options.HeightShiftRange.IsNone)
        {
            drawn.Ty = options.HeightShiftRange.Draw(streams.For(Knob.HeightShift), size);
        }

        if (options.ShearRange > 0)
        {
            drawn.Shear = streams.For(Knob.Shear).Uniform(-options.ShearRange, options.ShearRange);
        }

        if (options.ZoomRange != (1, 1))
        {
            var zoom = streams.For(Knob.Zoom);
            drawn.ZoomX = zoom.Uniform(options.ZoomRange.Low, options.ZoomRange.High);
            drawn.ZoomY = zoom.Uniform(options.ZoomRange.Low, options.ZoomRange.High);
        }

        drawn.FlipHorizontal = options.HorizontalFlip && streams.For(Knob.HorizontalFlip).Chance(0.5);
        drawn.FlipVertical = options.VerticalFlip && streams.For(Knob.VerticalFlip).Chance(0.5);
    }

    private void DrawCrop(DrawnView drawn, in Streams streams)
    {
        if (options.RandomResizedCropScale is { } scale)
        {
            drawn.Crop = Area(streams.For(Knob.Crop), scale, options.RandomResizedCropRatio);
        }
    }

    private void DrawColours(DrawnView drawn, Streams streams)
    {
        void Add(ColourOperation operation, double amount) => drawn.Colours.Add(new(operation, amount));
        void Jitter(ColourOperation operation, double strength, Knob knob)
        {
            if (strength > 0)
            {
                Add(operation, streams.For(knob).Uniform(Math.Max(0, 1 - strength), 1 + strength));
            }
        }

        if (options.ChannelShiftRange > 0)
        {
            Add(ColourOperation.ChannelShift, streams.For(Knob.ChannelShift).Uniform(-options.ChannelShiftRange, options.ChannelShiftRange));
        }

        if (options.BrightnessRange is { } range)
        {
            Add(ColourOperation.Brightness, streams.For(Knob.Brightness).Uniform(range.Low, range.High));
        }

        // Without rounding in between, the four of them commute but for the hue's weak effect on grey, so their order is not drawn.
        Jitter(ColourOperation.Brightness, options.ColourJitterBrightness, Knob.JitterBrightness);
        Jitter(ColourOperation.Contrast, options.ColourJitterContrast, Knob.JitterContrast);
        Jitter(ColourOperation.Saturation, options.ColourJitterSaturation, Knob.JitterSaturation);
        if (options.ColourJitterHue > 0)
        {
            Add(ColourOperation.Hue, streams.For(Knob.JitterHue).Uniform(-options.ColourJitterHue, options.ColourJitterHue));
        }

        if (options.GreyscaleProbability > 0 && streams.For(Knob.Greyscale).Chance(options.GreyscaleProbability))
        {
            Add(ColourOperation.Saturation, 0);
        }
    }

    private static DrawnArea Area(SeededRandom random, (double Low, double High) scale, (double Low, double High) ratio)
    {
        var area = random.Uniform(scale.Low, scale.High);
        var shape = Math.Exp(random.Uniform(Math.Log(ratio.Low), Math.Log(ratio.High)));
        return new(area, shape, random.NextDouble(), random.NextDouble());
    }

    /// <summary>The random numbers of one view, a sequence for each knob.</summary>
    private readonly record struct Streams(long Seed, long Image, int View)
    {
        public SeededRandom For(Knob knob) => new(Seed, Image, View, (long)knob);
    }
}
