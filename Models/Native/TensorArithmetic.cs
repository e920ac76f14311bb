using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Models;

#pragma warning disable RS0030 // The one place where scalars are made.

/// <summary>
/// Arithmetic of tensors that takes a number, or that TorchSharp adds one to (a sum has the factor 1). A <see cref="Scalar"/> of TorchSharp
/// 0.107 has a finalizer, and nothing keeps it alive while native code reads it: a garbage collection in that moment frees it. Here every
/// scalar lives until its call has returned. BannedSymbols.TorchSharp.txt lists what else makes scalars; the build refuses it.
/// </summary>
internal static class TensorArithmetic
{
    // Never freed.
    private static readonly Scalar One = 1L.ToScalar();
    private static readonly Scalar Two = 2L.ToScalar();
    private static readonly Scalar RealOne = 1.0.ToScalar();
    private static readonly Scalar SoftplusThreshold = 20.0.ToScalar();

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    // A number also converts to a tensor.
    [OverloadResolutionPriority(1)]
    public static Tensor Plus(this Tensor left, Number right)
    {
        using var scalar = right.ToScalar();
        return left.add(scalar, One);
    }

    /// <summary>The product of matrices, or of batches of them. TorchSharp's own ends the process where shapes do not fit.</summary>
    /// <exception cref="NotSupportedException">The shapes do not fit.</exception>
    public static Tensor MatrixProduct(this Tensor left, Tensor right) => left.CanMultiply(right) ? left.matmul(right)
        : throw new NotSupportedException(
            $"[{string.Join(", ", left.shape)}] cannot be multiplied by [{string.Join(", ", right.shape)}]: the shapes do not fit.");

    /// <summary>Whether the last axis of one is the last but one of the other, and the axes before them are equal or 1.</summary>
    public static bool CanMultiply(this Tensor left, Tensor right)
    {
        var (first, second) = (left.shape, right.shape);
        if (first.Length == 0 || second.Length == 0 || first[^1] != second[second.Length == 1 ? 0 : ^2])
        {
            return false;
        }

        return first.SkipLast(2).Reverse().Zip(second.SkipLast(2).Reverse())
            .All(p => p.First == p.Second || p.First == 1 || p.Second == 1);
    }

    /// <summary><c>sum + left * right</c>.</summary>
    public static Tensor PlusProduct(this Tensor sum, Tensor left, Tensor right) => sum.addcmul(left, right, One);

    /// <summary>Adds rows at positions of the first axis; a position may come more than once.</summary>
    public static Tensor PlusAt(this Tensor sum, Tensor positions, Tensor rows) => sum.index_add(0, positions, rows, One);

    public static Tensor AddInPlace(this Tensor sum, Tensor tensor) => sum.add_(tensor, One);

    /// <summary><c>sum += factor * tensor</c>.</summary>
    public static Tensor AddInPlace(this Tensor sum, Tensor tensor, Number factor)
    {
        using var scalar = factor.ToScalar();
        return sum.add_(tensor, scalar);
    }

    public static Tensor Minus(this Tensor left, Number right)
    {
        using var scalar = right.ToScalar();
        return left.sub(scalar);
    }

    /// <summary><c>left - tensor</c>.</summary>
    public static Tensor SubtractedFrom(this Tensor tensor, Number left) => tensor.negative().Plus(left);

    public static Tensor Times(this Tensor left, Number right)
    {
        using var scalar = right.ToScalar();
        return left.mul(scalar);
    }

    public static Tensor Over(this Tensor left, Number right)
    {
        using var scalar = right.ToScalar();
        return left.div(scalar);
    }

    public static Tensor Square(this Tensor tensor) => tensor.pow(Two);

    public static Tensor Power(this Tensor tensor, Number exponent)
    {
        using var scalar = exponent.ToScalar();
        return tensor.pow(scalar);
    }

    public static Tensor AtLeast(this Tensor tensor, Number low)
    {
        using var scalar = low.ToScalar();
        return tensor.clamp_min(scalar);
    }

    /// <param name="low">The least value; null for no bound.</param>
    /// <param name="high">The largest value; null for no bound.</param>
    public static Tensor Between(this Tensor tensor, Number? low, Number? high)
    {
        using var least = low?.ToScalar();
        using var largest = high?.ToScalar();
        return tensor.clamp(least, largest);
    }

    public static Tensor IsAbove(this Tensor tensor, Number number)
    {
        using var scalar = number.ToScalar();
        return tensor.gt(scalar);
    }

    public static Tensor IsBelow(this Tensor tensor, Number number)
    {
        using var scalar = number.ToScalar();
        return tensor.lt(scalar);
    }

    public static Tensor IsAtMost(this Tensor tensor, Number number)
    {
        using var scalar = number.ToScalar();
        return tensor.le(scalar);
    }

    public static Tensor Is(this Tensor tensor, Number number)
    {
        using var scalar = number.ToScalar();
        return tensor.eq(scalar);
    }

    /// <summary>A tensor of the same shape and type that holds one number.</summary>
    public static Tensor Filled(this Tensor like, Number value)
    {
        using var scalar = value.ToScalar();
        return full_like(like, scalar, requires_grad: false);
    }

    public static Tensor Elu(this Tensor tensor, Number alpha)
    {
        using var scalar = alpha.ToScalar();
        return tensor.elu(scalar, RealOne, RealOne);
    }

    public static Tensor Celu(this Tensor tensor, Number alpha)
    {
        using var scalar = alpha.ToScalar();
        return tensor.celu(scalar);
    }

    public static Tensor LeakyRelu(this Tensor tensor, Number slope)
    {
        using var scalar = slope.ToScalar();
        return tensor.leaky_relu(scalar);
    }

    public static Tensor Softplus(this Tensor tensor) => SoftplusOf(tensor, RealOne, SoftplusThreshold);

    public static Tensor Softsign(this Tensor tensor) => tensor / tensor.abs().Plus(1);

    public static Tensor Mish(this Tensor tensor) => tensor * tensor.Softplus().tanh();

    // The public one makes its scalars itself.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "softplus1")]
    private static extern Tensor SoftplusOf(Tensor tensor, Scalar beta, Scalar threshold);
}
