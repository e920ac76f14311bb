namespace Transfer.Kernels;

/// <summary>Weights, their gradients and what an <see cref="IUpdateRule"/> remembers of them; empty what it does not.</summary>
internal readonly ref struct WeightSpans
{
    public required Span<float> Weight { get; init; }

    public required Span<float> Gradient { get; init; }

    public Span<float> First { get; init; }

    public Span<float> Second { get; init; }

    public Span<float> Third { get; init; }
}
