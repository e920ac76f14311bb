namespace Transfer.Pipeline;

/// <summary>A few weights with their gradients and what RMSprop remembers of them.</summary>
internal sealed unsafe class DenseWeights(int count) : IDisposable
{
    private readonly NativeFloats _values = new(count);
    private readonly NativeFloats _gradients = new(count);
    private readonly NativeFloats _memory = new(count);

    public Span<float> Values => _values.Span[..count];

    /// <summary>To be added to; a step leaves zeros.</summary>
    public Span<float> Gradients => _gradients.Span[..count];

    /// <summary>The mean squared gradients.</summary>
    public Span<float> Memory => _memory.Span[..count];

    /// <param name="shrink">What the weights are multiplied by before the step.</param>
    public void Step(RmsProp.Plain rule, float shrink)
    {
        Lanes none = default;
        for (var i = 0; i < _values.Count; i += Lanes.Count)
        {
            var memory = Lanes.Load(_memory.Address + i);
            rule.Step(Lanes.Load(_values.Address + i) * shrink, Lanes.Load(_gradients.Address + i), ref memory, ref none, ref none).Store(_values.Address + i);
            memory.Store(_memory.Address + i);
        }

        _gradients.Span.Clear();
    }

    public void Dispose()
    {
        _values.Dispose();
        _gradients.Dispose();
        _memory.Dispose();
    }
}
