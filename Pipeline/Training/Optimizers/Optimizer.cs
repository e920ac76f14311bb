using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Transfer.Pipeline.Training;

/// <summary>Updates weights by their gradients, as Keras does. Owns the values that it keeps for each weight.</summary>
internal abstract class Optimizer : IDisposable
{
    private readonly (Parameter Weight, Tensor[] Memories)[][] _groups;
    private readonly string _name;

    /// <param name="memories">The number of values that are kept for each weight.</param>
    /// <param name="initial">Their initial value.</param>
    protected Optimizer(Selection settings, IReadOnlyList<TrainedGroup> groups, int memories, double initial = 0)
    {
        _name = settings.ToString();
        _groups = [.. groups.Select(g => g.Weights.Select(w => (w, Memories(w))).ToArray())];

        Tensor[] Memories(Parameter weight) =>
            [.. Enumerable.Range(0, memories).Select(_ => weight.Filled(initial).DetachFromDisposeScope())];
    }

    /// <summary>The number of steps so far.</summary>
    public long Steps { get; private set; }

    public void ZeroGradients()
    {
        foreach (var (weight, _) in _groups.SelectMany(g => g))
        {
            weight.grad = null;
        }
    }

    /// <summary>Updates the weights once; a weight without a gradient stays as it is.</summary>
    /// <param name="rates">The learning rate of each group.</param>
    /// <param name="weightDecay">
    /// Decoupled weight decay (Loshchilov and Hutter, ICLR 2019): kernels shrink by this times the learning rate before the step; biases
    /// and scales do not.
    /// </param>
    public void Step(ReadOnlySpan<double> rates, double weightDecay = 0)
    {
        using var none = no_grad();
        Steps++;
        for (var i = 0; i < _groups.Length; i++)
        {
            foreach (var (weight, memories) in _groups[i])
            {
                using var scope = NewDisposeScope();
                if (weight.grad is { } gradient)
                {
                    Update(weight, gradient, memories, rates[i], weight.dim() > 1 ? (float)(1 - (weightDecay * rates[i])) : 1);
                }
            }
        }
    }

    /// <summary>Writes the state, exactly.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_name);
        writer.Write(Steps);
        foreach (var memory in All())
        {
            TensorBytes.Write(writer, memory);
        }
    }

    /// <summary>Reads the state that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It was another optimizer, or it had other weights.</exception>
    public void Restore(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != _name)
        {
            throw new InvalidDataException(
                $"Training was begun with the optimizer {name} and cannot go on with {_name}. Give the same optimizer, or start anew.");
        }

        Steps = reader.ReadInt64();
        foreach (var memory in All())
        {
            TensorBytes.Read(reader, memory);
        }
    }

    public void Dispose()
    {
        foreach (var memory in All())
        {
            memory.Dispose();
        }
    }

    /// <summary>Updates one weight.</summary>
    /// <param name="shrink">The factor of weight decay, before the step.</param>
    protected abstract void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink);

    private IEnumerable<Tensor> All() => _groups.SelectMany(g => g).SelectMany(p => p.Memories);
}
