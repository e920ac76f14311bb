namespace Transfer.Kernels;

/// <summary>Weights, their gradients and what an <see cref="IUpdateRule"/> remembers of them.</summary>
internal readonly unsafe struct WeightPointers(float* weight, float* gradient)
{
    public float* Weight { get; } = weight;

    public float* Gradient { get; } = gradient;

    public float* First { get; init; }

    public float* Second { get; init; }

    public float* Third { get; init; }

    public WeightPointers From(int at) =>
        new(Weight + at, Gradient + at) { First = First + at, Second = Second + at, Third = Third + at };
}
