using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>A dense layer, with random weights at first: Glorot uniform (Glorot and Bengio, AISTATS 2010), biases 0, as in Keras.</summary>
internal sealed class DensePart : HeadPart
{
    private readonly TorchSharp.Modules.Linear _linear;
    private readonly double _l1;
    private readonly double _l2;

    public DensePart(int inputs, int outputs, (double L1, double L2) penalties, RandomBits random)
        : base(HeadLayers.Dense)
    {
        (Outputs, (_l1, _l2)) = (outputs, penalties);
        var weight = empty(outputs, inputs);
        var limit = Math.Sqrt(6.0 / (inputs + outputs));
        foreach (ref var value in weight.Floats())
        {
            value = random.NextWithin(limit);
        }

        _linear = nn.Linear(nn.Parameter(weight), nn.Parameter(zeros(outputs)));
        register_module("linear", _linear);
    }

    public int Outputs { get; }

    /// <summary>
    /// Keras' <c>kernel_regularizer</c>: l1 times the sum of the absolute values, plus l2 times the sum of the squares; null without one.
    /// </summary>
    public Tensor? Penalty()
    {
        var first = _l1 > 0 ? _linear.weight.abs().sum().Times(_l1) : null;
        var second = _l2 > 0 ? _linear.weight.Square().sum().Times(_l2) : null;
        return first is null || second is null ? first ?? second : first.Plus(second);
    }

    /// <summary>Makes every output the output times a factor, plus an offset. Computed in double precision.</summary>
    /// <param name="factors">The factor of each output, <c>[G]</c>.</param>
    /// <param name="offsets">The offset of each output, <c>[G]</c>.</param>
    public void ScaleOutputs(double[] factors, double[] offsets)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var factor = tensor(factors);
        var (weight, bias) = (_linear.weight.detach().cpu().to(ScalarType.Float64), _linear.bias!.detach().cpu().to(ScalarType.Float64));
        _linear.weight.copy_(weight * factor.unsqueeze(1));
        _linear.bias!.copy_((bias * factor).Plus(tensor(offsets)));
    }

    public override Tensor forward(Tensor input) => _linear.forward(input);

    public override string Export(AddedNodes nodes, string input)
    {
        var bias = Values(_linear.bias!);
        var weight = Values(_linear.weight);
        return nodes.Add(
            "Gemm",
            [input, nodes.Weight("weight", weight, bias.Length, weight.Length / bias.Length), nodes.Weight("bias", bias, bias.Length)],
            [("transB", [1])]);
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
