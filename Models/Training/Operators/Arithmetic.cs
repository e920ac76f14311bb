using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Arithmetic of two or more tensors; shapes broadcast as in NumPy.</summary>
internal static class Arithmetic
{
    public static Tensor Divide(NodeCall call) => call[0].is_floating_point() || call[1].is_floating_point()
        ? call[0] / call[1]
        : call[0].div(call[1], RoundingMode.trunc);

    public static Tensor IsInfinite(NodeCall call) => (call.Flag("detect_positive", true), call.Flag("detect_negative", true)) switch
    {
        (true, true) => call[0].isinf(),
        (true, false) => call[0].isposinf(),
        (false, true) => call[0].isneginf(),
        _ => zeros_like(call[0], dtype: ScalarType.Bool),
    };

    /// <summary>Combines all inputs, one after another.</summary>
    public static Tensor Fold(NodeCall call, Func<Tensor, Tensor, Tensor> operation) =>
        Enumerable.Range(1, call.Count - 1).Aggregate(call[0].alias(), (result, i) => operation(result, call[i]));
}
