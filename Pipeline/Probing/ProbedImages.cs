using System.Numerics.Tensors;

namespace Transfer.Pipeline.Probing;

/// <summary>
/// Images that are decoded and resized once, and normalised for each preprocessing: decoding takes longer than all that follows, and
/// preprocessings differ in the arithmetic only.
/// </summary>
internal sealed class ProbedImages
{
    private const int BatchSize = 32;

    private readonly float[][] _pixels;
    private readonly int _plane;

    private ProbedImages(float[][] pixels, string?[] faults, int size) =>
        (_pixels, Faults, _plane) = (pixels, faults, size * size);

    /// <summary>Why each image cannot be used; null for those that can.</summary>
    public IReadOnlyList<string?> Faults { get; }

    /// <param name="paths">The files.</param>
    /// <param name="resize">How they become squares.</param>
    /// <param name="size">Height and width in pixels.</param>
    public static ProbedImages Load(IReadOnlyList<string> paths, ResizeMode resize, int size, Imaging imaging, RunContext context)
    {
        var loader = new ImageLoader(new Preprocessing { Resize = resize }, size) { Imaging = imaging };
        var (pixels, faults) = (new float[paths.Count][], new string?[paths.Count]);
        Parallel.For(0, paths.Count, new ParallelOptions { CancellationToken = context.Cancellation }, i =>
        {
            var values = new float[loader.ValueCount];
            var outcome = loader.Load(paths[i], values);
            pixels[i] = values;
            faults[i] = outcome.IsOk ? null : outcome.Detail;
        });
        return new ProbedImages(pixels, faults, size);
    }

    /// <summary>Computes the features of the images that can be used.</summary>
    /// <param name="done">Called with the number of images after each batch.</param>
    /// <returns><c>[N, F]</c></returns>
    public float[] Features(ConvBase convBase, Preprocessing preprocessing, Action<int> done, CancellationToken cancellation)
    {
        var usable = Enumerable.Range(0, _pixels.Length).Where(i => Faults[i] is null).ToArray();
        var features = new float[usable.Length * convBase.FeatureLength];
        var values = 3 * _plane;
        var batch = new float[Math.Min(BatchSize, usable.Length) * values];
        var first = 0;
        foreach (var indices in usable.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            Parallel.For(0, indices.Length, i => Normalise(_pixels[indices[i]], preprocessing, batch.AsSpan(i * values, values)));
            convBase.Run(batch, indices.Length, features.AsMemory(first * convBase.FeatureLength));
            first += indices.Length;
            done(indices.Length);
        }

        return features;
    }

    private void Normalise(ReadOnlySpan<float> pixels, Preprocessing preprocessing, Span<float> destination)
    {
        var (mean, std) = (preprocessing.Mean, preprocessing.Std);
        ReadOnlySpan<float> means = [mean.First, mean.Second, mean.Third];
        ReadOnlySpan<float> deviations = [std.First, std.Second, std.Third];
        for (var plane = 0; plane < 3; plane++)
        {
            var source = pixels.Slice((preprocessing.Order == ChannelOrder.Rgb ? plane : 2 - plane) * _plane, _plane);
            var target = destination.Slice(plane * _plane, _plane);
            TensorPrimitives.Subtract(source, means[plane], target);
            TensorPrimitives.Multiply(target, 1 / deviations[plane], target);
        }
    }
}
