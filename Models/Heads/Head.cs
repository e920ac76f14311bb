using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>
/// The layers that are trained on the features of a base: scaling, the layers of <see cref="HeadOptions"/>, output activation.
/// <c>[N, F]</c> to logits <c>[N, K]</c>.
/// </summary>
public sealed class Head : nn.Module<Tensor, Tensor>
{
    // Keeps the numbers of weights apart from others that are drawn with the same seed.
    private const int Stream = 0x57676874;

    private readonly Tensor _mean;
    private readonly Tensor _scale;
    private readonly List<HeadPart> _parts = [];

    /// <summary>
    /// Creates a head for classes that exclude each other: one output with a sigmoid for two, an output each with a softmax for more.
    /// </summary>
    /// <param name="scaling">The scaling of the features, <c>[F]</c>.</param>
    /// <param name="classes">The number of classes, at least two.</param>
    /// <param name="options">The layers.</param>
    /// <param name="seed">Decides the weights.</param>
    public Head(FeatureScaling scaling, int classes, HeadOptions options, long seed)
        : this(scaling, classes == 2 ? OutputActivation.Sigmoid : OutputActivation.Softmax, classes == 2 ? 1 : classes, options, seed) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);

    /// <summary>Creates a head with random weights (Glorot uniform, zero biases, as in Keras).</summary>
    /// <param name="scaling">The scaling of the features, <c>[F]</c>.</param>
    /// <param name="outputActivation">The output activation.</param>
    /// <param name="outputs">K, at least one.</param>
    /// <param name="options">The layers.</param>
    /// <param name="seed">Decides the weights.</param>
    /// <exception cref="ArgumentException">The layers have faults.</exception>
    public Head(FeatureScaling scaling, OutputActivation outputActivation, int outputs, HeadOptions options, long seed)
        : base(nameof(Head))
    {
        ArgumentNullException.ThrowIfNull(scaling);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        (Options, OutputActivation, Outputs, Features) = (options, outputActivation, outputs, scaling.Mean.Length);
        var layers = HeadLayers.Parse(options);
        // No dispose scope here: it would take the layers' weights with it.
        _mean = tensor(scaling.Mean);
        _scale = tensor(scaling.Scale);
        var width = Features;
        foreach (var layer in layers.Where(l => l.Name != HeadLayers.Last))
        {
            _parts.Add(Part(layer, width, seed));
            width = _parts[^1] is DensePart dense ? dense.Outputs : width;
        }

        var last = layers.FirstOrDefault(l => l.Name == HeadLayers.Last);
        _parts.Add(new DensePart(width, outputs, (last?["l1"] ?? 0, last?["l2"] ?? 0), Random(seed)));
        BeginStep(seed, 0, 0);
        RegisterComponents();
        foreach (var (name, part) in Names.Zip(_parts))
        {
            register_module(name, part);
        }
    }

    /// <summary>The layers.</summary>
    public HeadOptions Options { get; }

    /// <summary>The number of features, F.</summary>
    public int Features { get; }

    /// <summary>The number of outputs, K.</summary>
    public int Outputs { get; }

    /// <summary>The output activation.</summary>
    public OutputActivation OutputActivation { get; }

    /// <summary>The scaling of the features.</summary>
    public FeatureScaling Scaling => new(HeadPart.Values(_mean), HeadPart.Values(_scale));

    /// <summary>Each layer's kind with its number among its kind, such as <c>dense2</c>.</summary>
    private IEnumerable<string> Names => _parts.Select((part, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{part.GetName()}{_parts.Take(i + 1).Count(p => p.GetName() == part.GetName())}"));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = (input.flatten(1) - _mean) * _scale;
        foreach (var part in _parts)
        {
            x = part.forward(x);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Chooses what dropout drops in the next forward pass: a function of these numbers. Without a call, passes of a new head drop as the
    /// steps of epoch 0 do.
    /// </summary>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step of the epoch, from 0.</param>
    public void BeginStep(long seed, int epoch, int step)
    {
        foreach (var dropout in _parts.OfType<DropoutPart>())
        {
            dropout.Begin(seed, epoch, step);
        }
    }

    /// <summary>The L1 and L2 regularization of the loss, a scalar in the caller's dispose scope; null without it.</summary>
    public Tensor? Penalty()
    {
        var penalties = _parts.OfType<DensePart>().Select(p => p.Penalty()).OfType<Tensor>().ToList();
        return penalties.Count == 0 ? null : penalties.Aggregate((sum, one) => sum.Plus(one));
    }

    /// <summary>
    /// Makes every logit the logit times a factor, plus an offset, by changing weights and biases of the last layer. Computed in double
    /// precision.
    /// </summary>
    /// <param name="factors">The factor of each logit, <c>[K]</c>.</param>
    /// <param name="offsets">The offset of each logit, <c>[K]</c>.</param>
    internal void ScaleLogits(double[] factors, double[] offsets) => ((DensePart)_parts[^1]).ScaleOutputs(factors, offsets);

    /// <summary>Adds the layers with their weights, up to the logits.</summary>
    /// <returns>The name of the logits.</returns>
    internal string Export(AddedNodes nodes, string input) => ExportLayers(nodes, input)[^1];

    /// <summary>What each layer gives for features <c>[N, F]</c>, under the name of its tensor in an exported file.</summary>
    /// <param name="input">The features.</param>
    /// <param name="name">The name of the features in the file.</param>
    internal List<(string Tensor, float[] Values)> Trace(Tensor input, string name)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var x = (input.flatten(1) - _mean) * _scale;
        List<Tensor> outputs = [x, .. _parts.Select(part => x = part.forward(x))];
        return [.. ExportLayers(new AddedNodes(), name).Zip(outputs, (tensor, values) => (tensor, HeadPart.Values(values)))];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _mean.Dispose();
            _scale.Dispose();
            _parts.ForEach(p => p.Dispose());
        }

        base.Dispose(disposing);
    }

    /// <summary>Adds the layers.</summary>
    /// <returns>The names of what the scaling and each layer give.</returns>
    private List<string> ExportLayers(AddedNodes nodes, string input)
    {
        nodes.Begin("head");
        var centred = nodes.Add("Sub", input, nodes.Weight("mean", HeadPart.Values(_mean), Features));
        List<string> tensors = [nodes.Add("Mul", centred, nodes.Weight("scale", HeadPart.Values(_scale), Features))];
        foreach (var (name, part) in Names.Zip(_parts))
        {
            nodes.Begin($"head/{name}");
            tensors.Add(part.Export(nodes, tensors[^1]));
        }

        return tensors;
    }

    private HeadPart Part(Selection layer, int width, long seed) => layer.Name switch
    {
        HeadLayers.Dense => new DensePart(width, (int)layer["units"], (layer["l1"], layer["l2"]), Random(seed)),
        HeadLayers.Dropout => new DropoutPart(layer["share"], _parts.OfType<DropoutPart>().Count()),
        HeadLayers.BatchNorm => new BatchNormPart(width, layer["momentum"], layer["epsilon"]),
        _ => new ActivationPart(layer, HeadActivations.All.Single(a => a.Choice.Name == layer.Name)),
    };

    /// <summary>The random numbers of the next layer.</summary>
    private RandomBits Random(long seed) => new(seed, Stream, _parts.Count);
}
