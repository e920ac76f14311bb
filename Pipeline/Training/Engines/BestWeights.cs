using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>A copy of a module's weights, owned by this object: those of its best epoch, or those from before a search.</summary>
internal sealed class BestWeights(nn.Module module) : IDisposable
{
    private List<Tensor> _copies = [];

    /// <summary>All that training changes: weights, and statistics, which belong to the weights that they were measured with.</summary>
    public static IEnumerable<Tensor> Of(nn.Module module) => module.parameters().Concat(module.buffers());

    public void Keep()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        if (_copies.Count == 0)
        {
            _copies = [.. Of(module).Select(t => empty_like(t).DetachFromDisposeScope())];
        }

        foreach (var (copy, tensor) in _copies.Zip(Of(module)))
        {
            copy.copy_(tensor);
        }
    }

    /// <summary>Gives the module the copy, where there is one.</summary>
    public void Restore()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (copy, tensor) in _copies.Zip(Of(module)))
        {
            tensor.copy_(copy);
        }
    }

    /// <summary>Writes the copy, exactly.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_copies.Count > 0);
        _copies.ForEach(c => TensorBytes.Write(writer, c));
    }

    /// <summary>Reads the copy that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The module had other weights.</exception>
    public void Restore(BinaryReader reader)
    {
        if (reader.ReadBoolean())
        {
            // Makes the copies; what they hold is replaced.
            Keep();
            _copies.ForEach(c => TensorBytes.Read(reader, c));
        }
    }

    public void Dispose() => _copies.ForEach(c => c.Dispose());
}
