using Microsoft.ML.OnnxRuntime;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>The way of images to a GPU and of features back, with the processor in its place.</summary>
public sealed class DeviceBufferTests : IDisposable
{
    private const int Size = ExportedModels.ImageSize;
    private const int Pixels = 3 * Size * Size;

    private readonly TemporaryFolder _folder = new();
    private readonly RunOptions _options = new();
    private readonly ConvBase _base;
    private readonly InferenceSession _session;

    public DeviceBufferTests()
    {
        _base = ExportedModels.Base(_folder);
        var nodes = _base.Below.Model.Graph.Node.Concat(_base.Pooling.Nodes("features"));
        _session = new InferenceSession(_base.Below.With(nodes, [ProtoExtensions.FloatValue("features")]).ToByteArray());
    }

    public void Dispose()
    {
        _session.Dispose();
        _base.Dispose();
        _options.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Batches_of_any_size_one_after_another_have_the_features_of_the_base()
    {
        using var buffers = new DeviceBuffers(_session, Device.Cpu);
        foreach (var (count, seed) in new[] { (4, 1), (4, 2), (1, 3), (7, 4), (4, 5) })
        {
            var (images, features) = (Images(count, seed), new float[count * _base.FeatureLength]);
            buffers.Run(_options, images, count, Size, features);
            Same(images, count, features);
        }
    }

    [Fact]
    public void Runs_side_by_side_have_buffers_of_their_own()
    {
        using var lanes = new DeviceLanes(_session, Device.Cpu);
        Parallel.For(0, 40, i =>
        {
            var count = 1 + (i % 3);
            var (images, features) = (Images(count, i), new float[count * _base.FeatureLength]);
            lanes.Run(_options, images, count, Size, features);
            Same(images, count, features);
        });
    }

    [Fact]
    public void A_batch_that_the_device_has_no_memory_for_ends_the_calibration()
    {
        var largest = 0;
        var best = BatchCalibration.Run(_base, (_, count, _) =>
        {
            largest = Math.Max(largest, count);
            if (count > 4)
            {
                // Any error of ONNX Runtime.
                _ = new InferenceSession([1, 2, 3]);
            }

            // Larger batches are much faster for each image.
            Thread.Sleep(10);
        });
        Assert.Equal((4, 8), (best, largest));
    }

    [Fact]
    public void A_single_image_that_does_not_run_is_an_error() => Assert.Throws<OnnxRuntimeException>(
        () => BatchCalibration.Run(_base, (_, _, _) => _ = new InferenceSession([1, 2, 3])));

    private static float[] Images(int count, int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count * Pixels).Select(_ => (float)random.Normal(0, 1))];
    }

    private void Same(float[] images, int count, float[] features)
    {
        var expected = new float[features.Length];
        _base.Run(images, count, expected);
        Assert.All(expected.Zip(features), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }
}
