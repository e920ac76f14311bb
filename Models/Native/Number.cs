using TorchSharp;

namespace Transfer.Models;

#pragma warning disable RS0030 // Its users keep what it makes until their call has returned.

/// <summary>A number beside a tensor: whole, which leaves tensors of integers what they are, or real.</summary>
internal readonly struct Number
{
    private readonly long? _whole;
    private readonly double _real;

    private Number(long? whole, double real) => (_whole, _real) = (whole, real);

    public static implicit operator Number(long value) => new(value, value);

    public static implicit operator Number(double value) => new(null, value);

    /// <summary>Makes a native number, which the caller disposes.</summary>
    public Scalar ToScalar() => _whole is { } whole ? whole.ToScalar() : _real.ToScalar();
}
