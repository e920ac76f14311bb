using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Makes the golden vectors of a model of images: what base and head in the trainer give for small images.</summary>
internal sealed class GoldenImages(OpenBase open, nn.Module<Tensor, Tensor> module, ModelMetadata metadata)
{
    private const int MostSamples = 4;

    /// <param name="samples">
    /// Normalised images to be kept as thumbnails beside the drawn ones, <c>[N, 3, ImageSize, ImageSize]</c>; at most four are.
    /// </param>
    public GoldenVectors Make(ReadOnlyMemory<float> samples)
    {
        byte[] pixels = [.. PatternImages.Draw(), .. Thumbnails(samples.Span)];
        var loader = new ImageLoader(open.Preprocessing, open.ImageSize);
        const int length = PatternImages.Size * PatternImages.Size * 3;
        var count = pixels.Length / length;
        var prepared = new float[count * loader.ValueCount];
        for (var i = 0; i < count; i++)
        {
            var rgb = pixels.AsSpan(i * length, length);
            loader.LoadPixels(
                new PixelData(RgbPixels.Opaque(rgb), PatternImages.Size, PatternImages.Size, PixelLayout.Rgba),
                prepared.AsSpan(i * loader.ValueCount, loader.ValueCount));
        }

        var outputs = ExportedModel.Named(
            TrainerOutputs.Of(open, module, prepared, count, metadata.Temperature).Outputs, count, metadata);
        int[] shape = [count, PatternImages.Size, PatternImages.Size, 3];
        return GoldenVectors.Of(GoldenVectors.Images, shape, pixels, outputs, OutputNodes.NameOf(metadata.Targets));
    }

    /// <summary>Turns numbers back into pixels, and makes the images small.</summary>
    private byte[] Thumbnails(ReadOnlySpan<float> samples)
    {
        var (side, bytes) = (open.ImageSize, new List<byte>());
        var (plane, small) = (side * side, new ImageLoader(new Preprocessing(), PatternImages.Size));
        var preprocessing = open.Preprocessing;
        float[] means = [preprocessing.Mean.First, preprocessing.Mean.Second, preprocessing.Mean.Third];
        float[] deviations = [preprocessing.Std.First, preprocessing.Std.Second, preprocessing.Std.Third];
        var (rgb, thumbnail) = (new byte[3 * plane], new float[small.ValueCount]);
        for (var i = 0; i < Math.Min(MostSamples, samples.Length / (3 * plane)); i++)
        {
            for (var at = 0; at < 3 * plane; at++)
            {
                var channel = at / plane;
                var value = (samples[(i * 3 * plane) + at] * deviations[channel]) + means[channel];
                var target = preprocessing.Order == ChannelOrder.Bgr ? 2 - channel : channel;
                rgb[(at % plane * 3) + target] = (byte)Math.Clamp(MathF.Round(value), 0, byte.MaxValue);
            }

            small.LoadPixels(new PixelData(RgbPixels.Opaque(rgb), side, side, PixelLayout.Rgba), thumbnail);
            bytes.AddRange(RgbPixels.Interleaved(thumbnail));
        }

        return [.. bytes];
    }
}
