using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Arithmetic of two or more tensors; shapes broadcast as in NumPy.</summary>
internal static class Arithmetic
{
    public static Tensor Divide(NodeCall call) => call[0].is_floating_point() || call[1].is_floating_point()
        ? call[0] / call[1]
        : call[0].div(call[1], RoundingMode.trunc);

    public static Tensor Modulo(NodeCall call) => call.Flag("fmod") ? fmod(call[0], call[1]) : remainder(call[0], call[1]);

    public static Tensor Power(NodeCall call) => call[0].pow(call[1].to(call[0].dtype));

    public static Tensor Sum(NodeCall call) => Fold(call, (a, b) => a + b);

    public static Tensor Mean(NodeCall call) => Fold(call, (a, b) => a + b) / call.Count;

    public static Tensor Largest(NodeCall call) => Fold(call, maximum);

    public static Tensor Smallest(NodeCall call) => Fold(call, minimum);

    private static Tensor Fold(NodeCall call, Func<Tensor, Tensor, Tensor> operation)
    {
        var result = call[0].alias();
        for (var i = 1; i < call.Count; i++)
        {
            result = operation(result, call[i]);
        }

        return result;
    }
}
