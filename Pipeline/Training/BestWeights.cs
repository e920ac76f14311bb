using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Keeps a copy of a module's weights from its best epoch.</summary>
internal sealed class BestWeights(nn.Module module) : IDisposable
{
    private List<Tensor>? _copies;

    public void Keep()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        _copies ??= [.. Trained().Select(p => empty_like(p).DetachFromDisposeScope())];
        foreach (var (copy, tensor) in _copies.Zip(Trained()))
        {
            copy.copy_(tensor);
        }
    }

    public void Restore()
    {
        if (_copies is null)
        {
            throw new InvalidDataException(
                "The validation loss was not a number in any epoch, so there is no best one. Lower the learning rate, and check the preprocessing.");
        }

        using var none = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (copy, tensor) in _copies.Zip(Trained()))
        {
            tensor.copy_(copy);
        }
    }

    /// <summary>Writes the copy, exactly.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_copies is not null);
        _copies?.ForEach(c => TensorBytes.Write(writer, c));
    }

    /// <summary>Takes up the copy that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The module had other weights.</exception>
    public void Load(BinaryReader reader)
    {
        if (reader.ReadBoolean())
        {
            // Makes the copies; what they hold is replaced.
            Keep();
            _copies!.ForEach(c => TensorBytes.Read(reader, c));
        }
    }

    public void Dispose() => _copies?.ForEach(c => c.Dispose());

    /// <summary>Statistics that were learnt belong to the weights that they were learnt with.</summary>
    private IEnumerable<Tensor> Trained() => module.parameters().Concat(module.buffers());
}
