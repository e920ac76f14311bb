using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Keeps a copy of a module's weights from the epoch with the lowest validation loss.</summary>
internal sealed class BestWeights(nn.Module module) : IDisposable
{
    private List<Tensor>? _copies;
    private double _loss = double.PositiveInfinity;

    public void Offer(double validationLoss)
    {
        if (!(validationLoss < _loss))
        {
            return;
        }

        _loss = validationLoss;
        using var none = no_grad();
        using var scope = NewDisposeScope();
        _copies ??= [.. module.parameters().Select(p => empty_like(p).DetachFromDisposeScope())];
        foreach (var (copy, parameter) in _copies.Zip(module.parameters()))
        {
            copy.copy_(parameter);
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
        foreach (var (copy, parameter) in _copies.Zip(module.parameters()))
        {
            parameter.copy_(copy);
        }
    }

    public void Dispose() => _copies?.ForEach(c => c.Dispose());
}
