using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>A dense layer, with random weights at first (Glorot uniform, zero biases, as in Keras).</summary>
internal sealed class DensePart : HeadPart
{
    private readonly TorchSharp.Modules.Linear _linear;
    private readonly double _l1;
    private readonly double _l2;

    public DensePart(int inputs, int outputs, double l1, double l2)
        : base(HeadLayers.Dense)
    {
        (Outputs, _l1, _l2) = (outputs, l1, l2);
        _linear = nn.Linear(inputs, outputs);
        // What the initialisers return are further handles on the same weights.
        using (NewDisposeScope())
        {
            nn.init.xavier_uniform_(_linear.weight);
            nn.init.zeros_(_linear.bias!);
        }

        register_module("linear", _linear);
    }

    public int Outputs { get; }

    /// <summary>Keras' <c>kernel_regularizer</c>: l1 times the sum of the kernel's sizes, l2 times that of its squares; null without one.</summary>
    public Tensor? Penalty()
    {
        var (first, second) = (_l1 > 0 ? _l1 * _linear.weight.abs().sum() : null, _l2 > 0 ? _l2 * _linear.weight.square().sum() : null);
        return first is null || second is null ? first ?? second : first + second;
    }

    public override Tensor forward(Tensor input) => _linear.forward(input);

    public override string Export(HeadNodes nodes, string input)
    {
        var bias = Values(_linear.bias!);
        var weight = Values(_linear.weight);
        return nodes.Add(
            "Gemm", [input, nodes.Weight("weight", weight, bias.Length, weight.Length / bias.Length), nodes.Weight("bias", bias, bias.Length)], [("transB", [1])]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _linear.Dispose();
        }

        base.Dispose(disposing);
    }
}
