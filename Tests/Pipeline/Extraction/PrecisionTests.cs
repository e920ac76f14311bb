using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Bases in 16 bits, with the processor in place of a GPU.</summary>
public sealed class PrecisionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FeatureOptions _options;

    public PrecisionTests() => _options = new FeatureOptions
    {
        Model = TinyModels.Create().Save(_folder),
        Preprocessing = "tf",
        ImageSize = 32,
        Precision = BasePrecision.Float16,
        Device = "cpu",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Features_of_another_precision_have_a_cache_of_their_own()
    {
        using var half = Open(BasePrecision.Float16);
        using var full = Open(BasePrecision.Float32);
        Assert.EndsWith(", CPUExecutionProvider, Float16", half.Recipe(null).Parts["runtime"], StringComparison.Ordinal);
        Assert.NotEqual(full.Recipe(null).Hash, half.Recipe(null).Hash);
    }

    [Fact]
    public void What_an_exported_file_is_compared_with_is_computed_in_float32()
    {
        using var half = Open(BasePrecision.Float16);
        using var full = Open(BasePrecision.Float32);
        var random = new SeededRandom(1);
        float[] images = [.. Enumerable.Range(0, 2 * 3 * 32 * 32).Select(_ => (float)random.Normal(0, 1))];
        var expected = Features(full.Base, images);
        Assert.InRange(Divergence.Of(Features(half.Base, images), expected), 1e-6, 0.01);
        Assert.Equal(expected, Features(half.Float32Base, images));
        Assert.Same(full.Base, full.Float32Base);
    }

    [Fact]
    public void A_run_of_16_bits_is_opened_in_32_on_a_processor()
    {
        var opened = _options.On("cpu");
        Assert.Equal((BasePrecision.Float32, "cpu"), (opened.Precision, opened.Device));
    }

    [Fact]
    public void A_processor_refuses_16_bits() => Assert.Equal(
        "The precision Float16 is for GPUs, and the device is cpu. Choose the precision Float32, or the device cuda.",
        Assert.Throws<NotSupportedException>(() => OpenBase.Open(_options, BaseCut.End)).Message);

    private OpenBase Open(BasePrecision precision) =>
        OpenBase.Open(_options, BaseCut.End, device: Device.Cpu with { Precision = precision });

    private static float[] Features(ConvBase convBase, float[] images)
    {
        var features = new float[2 * convBase.FeatureLength];
        convBase.Run(images, 2, features);
        return features;
    }
}
