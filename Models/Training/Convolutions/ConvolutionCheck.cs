using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>
/// Compares a convolution and both its gradients with plain arithmetic (<see cref="ConvolutionSums"/>). All values are -1, 0 and 1 without
/// a pattern, the same each time, so that results are whole numbers, which also numbers of 16 bits hold exactly up to 256.
/// </summary>
internal static class ConvolutionCheck
{
    /// <summary>The smallest change of a sum of whole numbers is 1.</summary>
    private const double Tolerance = 0.5;

    /// <param name="convolution">What is checked.</param>
    /// <param name="shape">The shapes and settings.</param>
    /// <param name="type">The number type of the input and the weights.</param>
    /// <param name="channelsLast">Whether the input has channels-last strides.</param>
    /// <returns>What is wrong first; null when all is right.</returns>
    public static string? Fault(Convolution convolution, ConvolutionShape shape, ScalarType type, bool channelsLast = false)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var input = Integers(shape.Input, type, 1);
        input = (channelsLast ? input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : input).requires_grad_();
        var weight = Integers(shape.Weight, type, 2).requires_grad_();
        try
        {
            var output = convolution(input, weight, null, shape.Window);
            var direction = Integers(output.shape, type, 3);
            output.backward([direction]);
            const string ofOutput = "a wrong output", ofInput = "a wrong gradient of the input";
            return shape.Window.IsTransposed
                ? Fault(Sums(input.grad!, output, weight.grad!), Exact(input, direction), (ofInput, ofOutput))
                : Fault(Sums(output, input.grad!, weight.grad!), Exact(direction, input), (ofOutput, ofInput));
        }
        catch (ExternalException exception)
        {
            return $"an exception ('{exception.Message.Split('\n')[0].Trim()}')";
        }

        ConvolutionSums Sums(Tensor narrow, Tensor wide, Tensor kernel) => ConvolutionSums.Of(
            new FeatureMaps(narrow), new FeatureMaps(wide), new FeatureMaps(kernel), shape.Window.Groups);

        ConvolutionSums Exact(Tensor narrow, Tensor wide) => ConvolutionSums.Compute(
            new FeatureMaps(narrow), new FeatureMaps(wide), new FeatureMaps(weight), shape.Window);
    }

    private static string? Fault(ConvolutionSums actual, ConvolutionSums exact, (string Narrow, string Wide) names) =>
        IsOff(actual.Narrow, exact.Narrow) ? names.Narrow
        : IsOff(actual.Wide, exact.Wide) ? names.Wide
        : IsOff(actual.Weight, exact.Weight) ? "a wrong gradient of the weights"
        : null;

    // NaN is not close to a number.
    private static bool IsOff(double[] actual, double[] exact) =>
        actual.Length != exact.Length || !actual.Zip(exact).All(p => Math.Abs(p.First - p.Second) < Tolerance);

    private static Tensor Integers(long[] shape, ScalarType type, uint seed) =>
        tensor([.. Enumerable.Range(0, (int)shape.Product()).Select(i => (ConvolutionSums.Hash((uint)i, seed) % 3) - 1f)], shape).to(type);
}
