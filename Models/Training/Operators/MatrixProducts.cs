using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Gemm and Einsum.</summary>
internal static class MatrixProducts
{
    public static Tensor Gemm(NodeCall call)
    {
        var (alpha, beta, isTransposed) = (call.Double("alpha", 1), call.Double("beta", 1), call.Flag("transB"));
        var a = call.Flag("transA") ? call.Compute(0).t() : call.Compute(0);
        var b = call.Compute(1);
        if (alpha == 1 && beta == 1 && isTransposed && call.Has(2) && call[2].dim() == 1)
        {
            return nn.functional.linear(a, b, call.Compute(2));
        }

        var product = Product(call, a, isTransposed ? b.t() : b);
        product = alpha == 1 ? product : product.Times(alpha);
        return !call.Has(2) || beta == 0 ? product : product.Plus(beta == 1 ? call.Compute(2) : call.Compute(2).Times(beta));
    }

    public static Tensor MatMul(NodeCall call) => Product(call, call.Compute(0), call.Compute(1));

    private static Tensor Product(NodeCall call, Tensor left, Tensor right) => left.CanMultiply(right) ? left.MatrixProduct(right)
        : throw call.Wrong($"it multiplies [{string.Join(", ", left.shape)}] by [{string.Join(", ", right.shape)}], "
            + "and these do not fit for this batch");

    public static Tensor Einsum(NodeCall call)
    {
        var equation = call.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        return einsum(equation, [.. Enumerable.Range(0, call.Count).Select(call.Compute)]);
    }
}
