using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Tests.Kernels;

public sealed class WinogradTests
{
    // Rounding of float32 through the transforms, some twenty times that of one product, relative to the largest value.
    private const double Tolerance = 3e-5;

    // bfloat16 keeps 8 bits (0.4 %), and the transforms add and subtract four of its numbers.
    private const double BFloat16Tolerance = 0.02;

    [Theory]
    [InlineData(1, 64, 64, 9, 9)]
    [InlineData(20, 96, 64, 9, 9)]
    [InlineData(3, 64, 128, 14, 10)]
    [InlineData(2, 64, 64, 7, 7)]
    [InlineData(5, 64, 64, 1, 5)]
    [InlineData(2, 64, 64, 4, 33)]
    public void Values_and_gradients_are_those_of_a_direct_convolution(int images, int channels, int filters, int height, int width)
    {
        Compare(images, channels, filters, height, width, ScalarType.Float32, Tolerance);
        Compare(images, channels, filters, height, width, ScalarType.BFloat16, BFloat16Tolerance);
    }

    private static void Compare(int images, int channels, int filters, int height, int width, ScalarType compute, double tolerance)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no AVX-512, and the direct convolution is used.");
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        var input = randn(images, channels, height, width);
        var weight = randn(filters, channels, 3, 3).Times(0.05);
        var bias = randn(filters);
        var toOutput = randn(images, filters, height, width);
        Assert.True(WinogradConvolution.Suits(input, weight, compute));
        // In double precision as matrix products: libtorch's own float32 convolution is not a judge.
        var expected = Run((x, w, b) => Direct(x, w, b), ScalarType.Float64);
        var actual = Run((x, w, b) => WinogradConvolution.Apply(x, w, b, compute), ScalarType.Float32);
        foreach (var (name, one, other) in expected.Zip(actual, (e, a) => (e.Name, e.Value, a.Value)))
        {
            var difference = (one - other.to(ScalarType.Float64)).abs().max().item<double>() / one.abs().max().item<double>();
            Assert.True(difference <= tolerance, $"{compute}: {name} differs by {difference:G3} of the largest value.");
            TestContext.Current.SendDiagnosticMessage($"{compute} {name}: {difference:G3}");
        }

        List<(string Name, Tensor Value)> Run(Func<Tensor, Tensor, Tensor, Tensor> convolve, ScalarType type)
        {
            var (x, w, b) = (Leaf(input), Leaf(weight), Leaf(bias));
            var output = convolve(x, w, b);
            (output * toOutput.to(type)).sum().backward();
            return [("output", output.detach()), ("input gradient", x.grad!), ("weight gradient", w.grad!), ("bias gradient", b.grad!)];

            Tensor Leaf(Tensor values) => values.to(type).clone().requires_grad_(true);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void An_empty_batch_has_empty_outputs_and_no_gradient(ScalarType compute)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no AVX-512, and the direct convolution is used.");
        using var scope = NewDisposeScope();
        var (input, weight) = (randn(0, 64, 8, 8).requires_grad_(true), randn(64, 64, 3, 3).requires_grad_(true));
        var output = WinogradConvolution.Apply(input, weight, null, compute);
        output.sum().backward();
        Assert.Equal([0, 64, 8, 8], output.shape);
        Assert.Equal(0, weight.grad!.abs().sum().item<float>());
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_number_that_is_none_stays_none(ScalarType compute)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no AVX-512, and the direct convolution is used.");
        using var scope = NewDisposeScope();
        // All bits set, which is also none, and which rounding would carry over to a zero.
        foreach (var bits in new[] { 0x7FC00000, 0x7FFFFFFF, -1 })
        {
            var input = randn(1, 64, 4, 4);
            input[0, 5, 2, 2] = tensor(BitConverter.Int32BitsToSingle(bits));
            var output = WinogradConvolution.Apply(input, randn(64, 64, 3, 3), null, compute);
            Assert.True(output.isnan().slice(2, 1, 4, 1).slice(3, 1, 4, 1).all().item<bool>(), $"{bits:X8}");
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Nothing_is_left_in_memory(ScalarType compute)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "This processor has no AVX-512, and the direct convolution is used.");
        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            var weight = randn(64, 64, 3, 3).requires_grad_(true);
            WinogradConvolution.Apply(randn(2, 64, 8, 8), weight, null, compute).sum().backward();
        }
    }

    [Fact]
    public void Small_and_strange_convolutions_are_left_to_libtorch()
    {
        using var scope = NewDisposeScope();
        Assert.False(WinogradConvolution.Suits(randn(1, 32, 8, 8), randn(64, 32, 3, 3), ScalarType.Float32));
        Assert.False(WinogradConvolution.Suits(randn(1, 72, 8, 8), randn(64, 72, 3, 3), ScalarType.Float32));
        Assert.False(WinogradConvolution.Suits(randn(1, 64, 8, 8), randn(64, 64, 5, 5), ScalarType.Float32));
        Assert.False(WinogradConvolution.Suits(randn(1, 64, 8, 8), randn(64, 64, 3, 3), ScalarType.Float16));
    }

    private static Tensor Direct(Tensor input, Tensor weight, Tensor bias)
    {
        var (images, height, width) = (input.shape[0], input.shape[2], input.shape[3]);
        var padded = nn.functional.pad(input, [1, 1, 1, 1]);
        var columns = padded.unfold(2, 3, 1).unfold(3, 3, 1).permute(0, 2, 3, 1, 4, 5).reshape(images * height * width, -1);
        return columns.MatrixProduct(weight.flatten(1).t()).Plus(bias).reshape(images, height, width, -1).permute(0, 3, 1, 2);
    }
}
