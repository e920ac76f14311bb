using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>
/// What is trained on the features of a base: scaling, dense layer with ReLU, dropout, last layer. <c>[N, F]</c> to logits
/// <c>[N, 1]</c> (two classes) or <c>[N, classes]</c>.
/// </summary>
public sealed class Head : nn.Module<Tensor, Tensor>
{
    private readonly Tensor _mean;
    private readonly Tensor _scale;
    private readonly nn.Module<Tensor, Tensor>? _hidden;
    private readonly nn.Module<Tensor, Tensor>? _dropout;
    private readonly nn.Module<Tensor, Tensor> _last;

    /// <summary>Makes a head with random weights (Glorot uniform, zero biases, as in Keras).</summary>
    /// <param name="scaling">The scaling of the features, <c>[F]</c>.</param>
    /// <param name="classes">How many classes, at least two.</param>
    /// <param name="options">The layers.</param>
    /// <param name="seed">Decides the weights.</param>
    public Head(FeatureScaling scaling, int classes, HeadOptions options, long seed)
        : base(nameof(Head))
    {
        ArgumentNullException.ThrowIfNull(scaling);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        LastLayer = classes == 2 ? LastLayer.Sigmoid : LastLayer.Softmax;
        Features = scaling.Mean.Length;
        random.manual_seed(seed);
        // No dispose scope here: it would take the layers' weights with it.
        _mean = tensor(scaling.Mean);
        _scale = tensor(scaling.Scale);
        if (options.Hidden > 0)
        {
            _hidden = Dense(Features, options.Hidden);
            _dropout = nn.Dropout(options.Dropout);
        }

        _last = Dense(options.Hidden > 0 ? options.Hidden : Features, LastLayer == LastLayer.Sigmoid ? 1 : classes);
        RegisterComponents();
    }

    /// <summary>The number of features, F.</summary>
    public int Features { get; }

    /// <summary>The last layer, by number of classes.</summary>
    public LastLayer LastLayer { get; }

    /// <summary>The scaling of the features.</summary>
    public FeatureScaling Scaling => new(Values(_mean), Values(_scale));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = (input.flatten(1) - _mean) * _scale;
        if (_hidden is not null)
        {
            x = _dropout!.forward(nn.functional.relu(_hidden.forward(x)));
        }

        return _last.forward(x).MoveToOuterDisposeScope();
    }

    /// <summary>The dense layers in order, as weight <c>[out, in]</c> and bias <c>[out]</c>.</summary>
    internal IEnumerable<(float[] Weight, float[] Bias)> DenseLayers()
    {
        foreach (var layer in new[] { _hidden, _last }.OfType<TorchSharp.Modules.Linear>())
        {
            yield return (Values(layer.weight), Values(layer.bias!));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _mean.Dispose();
            _scale.Dispose();
            _hidden?.Dispose();
            _dropout?.Dispose();
            _last.Dispose();
        }

        base.Dispose(disposing);
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }

    private static TorchSharp.Modules.Linear Dense(int inputs, int outputs)
    {
        var layer = nn.Linear(inputs, outputs);
        // What the initialisers return are further handles on the same weights.
        using var scope = NewDisposeScope();
        nn.init.xavier_uniform_(layer.weight);
        nn.init.zeros_(layer.bias!);
        return layer;
    }
}
