namespace Transfer.Kernels;

/// <summary>A few weights with their gradients and RMSprop's memory of them.</summary>
internal sealed unsafe class DenseWeights(int count) : IDisposable
{
    private readonly AlignedBuffer _values = new(count);
    private readonly AlignedBuffer _gradients = new(count);
    private readonly AlignedBuffer _memory = new(count);

    public Span<float> Values => _values.Span[..count];

    /// <summary>The sum of the gradients since the last step.</summary>
    public Span<float> Gradients => _gradients.Span[..count];

    /// <summary>The mean squared gradients.</summary>
    public Span<float> Memory => _memory.Span[..count];

    /// <param name="shrink">The factor of the weights before the step.</param>
    public void Step(RmsPropRule rule, float shrink)
    {
        var weights = new WeightPointers(_values.Start, _gradients.Start) { First = _memory.Start };
        WeightUpdate.Run(rule, weights, (int)_values.Length, shrink);
        _gradients.Span.Clear();
    }

    public void Dispose()
    {
        _values.Dispose();
        _gradients.Dispose();
        _memory.Dispose();
    }
}
