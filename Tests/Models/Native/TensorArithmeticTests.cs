using static TorchSharp.torch;

namespace Transfer.Tests;

public class TensorArithmeticTests
{
    [Fact]
    public void Its_numbers_live_until_libtorch_has_read_them()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        using var none = no_grad();
        using var one = ones(1);
        collector.Start();
        try
        {
            // TorchSharp's own operators fail here after 10,000 to 150,000 sums.
            for (var i = 0; i < 200_000; i++)
            {
                using var sum = one.Plus((i % 64) + 0.5);
                Assert.Equal((i % 64) + 1.5f, sum.item<float>());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [Fact]
    public void Tensors_of_integers_stay_integers_beside_whole_numbers()
    {
        using var scope = NewDisposeScope();
        var values = tensor([-2L, 3L]);

        Assert.Equal([3L, 8L], values.Plus(5).data<long>().ToArray());
        Assert.Equal([7L, 2L], values.SubtractedFrom(5).data<long>().ToArray());
        Assert.Equal([-4L, 6L], values.Times(2).data<long>().ToArray());
        Assert.Equal([0L, 3L], values.AtLeast(0).data<long>().ToArray());
        Assert.Equal(ScalarType.Float32, values.Plus(0.5).dtype);
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 4, 3 }, "[2, 3] cannot be multiplied by [4, 3]: the shapes do not fit.")]
    [InlineData(new long[] { 2, 5, 3 }, new long[] { 4, 3, 5 }, "[2, 5, 3] cannot be multiplied by [4, 3, 5]: the shapes do not fit.")]
    [InlineData(new long[] { 2, 1, 5, 3 }, new long[] { 4, 3, 5 }, null)]
    [InlineData(new long[] { 3 }, new long[] { 4, 3, 5 }, null)]
    [InlineData(new long[] { 4, 3 }, new long[] { 3 }, null)]
    public void A_matrix_product_that_does_not_fit_is_refused_and_does_not_end_the_process(long[] left, long[] right, string? fault)
    {
        using var scope = NewDisposeScope();
        if (fault is null)
        {
            Assert.True(ones(left).MatrixProduct(ones(right)).numel() > 0);
        }
        else
        {
            Assert.Equal(fault, Assert.Throws<NotSupportedException>(() => ones(left).MatrixProduct(ones(right))).Message);
        }
    }

    [Fact]
    public void Its_activations_are_those_of_TorchSharp()
    {
        using var scope = NewDisposeScope();
        var values = linspace(-30, 30, 601);

#pragma warning disable RS0030
        Same(nn.functional.softplus(values), values.Softplus());
        Same(nn.functional.softsign(values), values.Softsign());
        Same(nn.functional.mish(values), values.Mish());
        Same(nn.functional.elu(values, 0.7), values.Elu(0.7));
        Same(nn.functional.celu(values, 0.7), values.Celu(0.7));
        Same(nn.functional.leaky_relu(values, 0.3), values.LeakyRelu(0.3));
#pragma warning restore RS0030

        static void Same(Tensor expected, Tensor actual) => Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
    }
}
