using static TorchSharp.torch;

namespace Transfer.Tests.Models.Training;

public sealed class ConvolutionCheckTests
{
    private static readonly ConvolutionShape Large = new([1, 300, 9, 8], [500, 300, 3, 3], new() { Strides = [2, 1], Padding = [1, 2] });

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Libtorch_is_right_here(ScalarType type) =>
        Assert.Null(ConvolutionSelfTest.Fault(TorchConvolutions.Libtorch, type));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wide_convolution_is_right_with_either_strides(bool channelsLast) =>
        Assert.Null(ConvolutionCheck.Fault(TorchConvolutions.Libtorch, Large, ScalarType.Float32, channelsLast));

    [Fact]
    public void One_wrong_value_of_the_output_is_found() => Finds("a wrong output", (x, w, b, window) =>
    {
        var output = TorchConvolutions.Libtorch(x, w, b, window);
        var off = zeros_like(output);
        off[0, -1, -1, 0] = tensor(1f);
        return output.Plus(off);
    });

    [Fact]
    public void One_wrong_value_of_the_gradient_of_the_input_is_found() => Finds("a wrong gradient of the input", (x, w, b, window) =>
        TorchConvolutions.Libtorch(x, w, b, window).Plus(FaultyConvolution.WithSlope(x[0, -1, -1, 0])));

    [Fact]
    public void One_wrong_value_of_the_gradient_of_the_weights_is_found() => Finds("a wrong gradient of the weights", (x, w, b, window) =>
        TorchConvolutions.Libtorch(x, w, b, window).Plus(FaultyConvolution.WithSlope(w[-1, 0, 0, 0])));

    [Fact]
    public void Values_that_are_no_numbers_are_found() => Finds("a wrong ", (x, w, b, window) =>
        TorchConvolutions.Libtorch(x, w, b, window).Times(double.NaN));

    [Fact]
    public void A_refusal_is_found() => Finds("an exception (", (x, w, b, window) =>
        TorchConvolutions.Libtorch(x, w, b, window with { Groups = 7 }));

    /// <summary>In each shape of the self-test, and in a wide one.</summary>
    private static void Finds(string fault, Convolution convolution)
    {
        foreach (var shape in ConvolutionSelfTest.Shapes.Append(Large))
        {
            Assert.StartsWith(fault, ConvolutionCheck.Fault(convolution, shape, ScalarType.Float32), StringComparison.Ordinal);
        }
    }
}
