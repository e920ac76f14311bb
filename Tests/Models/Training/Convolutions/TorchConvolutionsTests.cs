using static TorchSharp.torch;

namespace Transfer.Tests.Models.Training;

public sealed class TorchConvolutionsTests
{
    private static readonly ConvolutionWindow Dilated = new() { Groups = 6, Dilations = [2, 2], Padding = [2, 2] };

    [Fact]
    public void A_right_convolution_is_computed_as_it_is_asked_for()
    {
        var (last, window) = Used(TorchConvolutions.Libtorch, weight: [12, 1, 3, 3]);
        Assert.True(last);
        Assert.Equal(Dilated, window);
    }

    [Fact]
    public void A_faulty_one_is_computed_in_another_form()
    {
        var (last, window) = Used(FaultyConvolution.Compute, weight: [12, 1, 3, 3]);
        Assert.False(last);
        Assert.Equal(12, window.Groups);
        var fault = new TorchConvolutions(FaultyConvolution.Compute).Fault(ScalarType.Float32);
        Assert.StartsWith("a wrong gradient of the input for 2x18x7x7 by 18x1x3x3", fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_other_form_of_a_faulty_one_is_right(int shape) => Assert.Null(ConvolutionCheck.Fault(
        new TorchConvolutions(FaultyConvolution.Compute).Compute, ConvolutionSelfTest.Shapes[shape], ScalarType.Float32));

    [Fact]
    public void One_that_is_wrong_in_every_form_is_refused()
    {
        var convolutions = new TorchConvolutions((x, w, b, window) => TorchConvolutions.Libtorch(x, w, b, window).Plus(1));
        var message = Assert.Throws<NotSupportedException>(() => convolutions.Fault(ScalarType.Float32)).Message;
        Assert.Contains("a wrong output for 2x20x7x6 by 17x20x3x3, stride 2x2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_self_test_runs_once_for_a_number_type_and_changes_no_random_numbers()
    {
        var calls = 0;
        var convolutions = new TorchConvolutions((x, w, b, window) =>
        {
            calls++;
            return TorchConvolutions.Libtorch(x, w, b, window);
        });
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        var expected = rand(1).item<float>();
        random.manual_seed(5);
        using (no_grad())
        {
            _ = convolutions.Fault(ScalarType.Float32);
            Assert.Null(convolutions.Fault(ScalarType.Float32));
            Assert.False(is_grad_enabled());
        }

        Assert.Equal(ConvolutionSelfTest.Shapes.Length, calls);
        Assert.Equal(expected, rand(1).item<float>());
    }

    public static IEnumerable<TheoryDataRow<int>> Shapes =>
        Enumerable.Range(0, ConvolutionSelfTest.Shapes.Length).Select(i => new TheoryDataRow<int>(i));

    /// <summary>Whether a dilated depthwise convolution is asked for with channels-last strides, and its settings.</summary>
    private static (bool ChannelsLast, ConvolutionWindow Window) Used(Convolution convolution, long[] weight)
    {
        var used = (false, new ConvolutionWindow());
        var convolutions = new TorchConvolutions((x, w, b, window) =>
        {
            used = (!x.is_contiguous(), window);
            return convolution(x, w, b, window);
        });
        using var scope = NewDisposeScope();
        convolutions.Compute(ones(2, 6, 8, 8), ones(weight), null, Dilated);
        return used;
    }
}
