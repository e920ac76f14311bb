namespace Transfer.Augmentation;

/// <summary>
/// Draws the parameters of views. Every setting has a random stream of its own, so that changing one leaves what the others draw.
/// </summary>
internal sealed class ViewSampler(AugmentationOptions options, int size, long seed)
{
    // The order is part of the format: a new one goes to the end.
    private enum Stream
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

    public void Draw(long image, int view, ViewParameters drawn)
    {
        drawn.Reset();
        var streams = new Streams(seed, image, view);
        DrawGeometry(drawn, streams);
        DrawColours(drawn, streams);
        if (streams.Chance(Stream.Blur, options.GaussianBlurProbability) is { } blur)
        {
            drawn.BlurSigma = blur.Uniform(options.GaussianBlurSigma.Low, options.GaussianBlurSigma.High);
        }

        if (streams.Chance(Stream.Erasing, options.RandomErasingProbability) is { } erasing)
        {
            drawn.Erased = Area(erasing, options.RandomErasingScale, options.RandomErasingRatio);
        }

        if (options.TrivialAugment)
        {
            AugmentPolicies.DrawTrivial(streams.For(Stream.Policy), drawn);
        }
        else if (options.RandAugmentOperations > 0)
        {
            AugmentPolicies.DrawRand(streams.For(Stream.Policy), drawn, options.RandAugmentOperations, options.RandAugmentMagnitude, size);
        }
    }

    private void DrawGeometry(ViewParameters drawn, in Streams streams)
    {
        drawn.Rotation = streams.Symmetric(Stream.Rotation, options.RotationRange);
        drawn.Shear = streams.Symmetric(Stream.Shear, options.ShearRange);
        drawn.FlipHorizontal = options.HorizontalFlip && streams.For(Stream.HorizontalFlip).Chance(0.5);
        drawn.FlipVertical = options.VerticalFlip && streams.For(Stream.VerticalFlip).Chance(0.5);
        if (!options.WidthShiftRange.IsNone)
        {
            drawn.Tx = options.WidthShiftRange.Draw(streams.For(Stream.WidthShift), size);
        }

        if (!options.HeightShiftRange.IsNone)
        {
            drawn.Ty = options.HeightShiftRange.Draw(streams.For(Stream.HeightShift), size);
        }

        if (options.ZoomRange != (1, 1))
        {
            var zoom = streams.For(Stream.Zoom);
            drawn.ZoomX = zoom.Uniform(options.ZoomRange.Low, options.ZoomRange.High);
            drawn.ZoomY = zoom.Uniform(options.ZoomRange.Low, options.ZoomRange.High);
        }

        if (options.RandomResizedCropScale is { } scale)
        {
            drawn.Crop = Area(streams.For(Stream.Crop), scale, options.RandomResizedCropRatio);
        }
    }

    private void DrawColours(ViewParameters drawn, Streams streams)
    {
        void Add(ColourOperation operation, double amount) => drawn.Colours.Add(new(operation, amount));
        void Jitter(ColourOperation operation, double strength, Stream stream)
        {
            if (strength > 0)
            {
                Add(operation, streams.For(stream).Uniform(Math.Max(0, 1 - strength), 1 + strength));
            }
        }

        if (options.ChannelShiftRange > 0)
        {
            Add(ColourOperation.ChannelShift, streams.Symmetric(Stream.ChannelShift, options.ChannelShiftRange));
        }

        if (options.BrightnessRange is { } range)
        {
            Add(ColourOperation.Brightness, streams.For(Stream.Brightness).Uniform(range.Low, range.High));
        }

        // Without rounding in between, the four of them commute but for the hue's weak effect on grey, so their order is not drawn.
        Jitter(ColourOperation.Brightness, options.ColourJitterBrightness, Stream.JitterBrightness);
        Jitter(ColourOperation.Contrast, options.ColourJitterContrast, Stream.JitterContrast);
        Jitter(ColourOperation.Saturation, options.ColourJitterSaturation, Stream.JitterSaturation);
        if (options.ColourJitterHue > 0)
        {
            Add(ColourOperation.Hue, streams.Symmetric(Stream.JitterHue, options.ColourJitterHue));
        }

        if (streams.Chance(Stream.Greyscale, options.GreyscaleProbability) is not null)
        {
            Add(ColourOperation.Saturation, 0);
        }
    }

    private static RelativeArea Area(SeededRandom random, (double Low, double High) scale, (double Low, double High) ratio)
    {
        var area = random.Uniform(scale.Low, scale.High);
        var shape = Math.Exp(random.Uniform(Math.Log(ratio.Low), Math.Log(ratio.High)));
        return new(area, shape, random.NextDouble(), random.NextDouble());
    }

    /// <summary>The random numbers of one view, a sequence for each setting.</summary>
    private readonly record struct Streams(long Seed, long Image, int View)
    {
        public SeededRandom For(Stream stream) => new(Seed, Image, View, (long)stream);

        /// <summary>A number in [-range, range).</summary>
        public double Symmetric(Stream stream, double range) => range > 0 ? For(stream).Uniform(-range, range) : 0;

        /// <summary>The sequence, after its first number has decided for it; else null.</summary>
        public SeededRandom? Chance(Stream stream, double probability) =>
            probability > 0 && For(stream) is var random && random.Chance(probability) ? random : null;
    }
}
