using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>The activations, with Keras' names. Their ONNX nodes exist in every opset since 9.</summary>
internal static class HeadActivations
{
    public static IReadOnlyList<HeadActivation> All { get; } =
    [
        new(new Choice("relu"), (x, _) => x.relu(), (nodes, x, _) => nodes.Add("Relu", x)),
        new(new Choice("relu6"), (x, _) => x.Between(0, 6), (nodes, x, _) => Relu6(nodes, x)),
        new(new Choice("leaky_relu") { Settings = [new Setting("negative_slope", 0.2) { High = 1, IsBelowHigh = true }] },
            (x, s) => x.maximum(x.Times(s["negative_slope"])), (nodes, x, s) => nodes.Add("Max", x, nodes.Times(x, s["negative_slope"]))),
        new(new Choice("elu"), (x, _) => x.Elu(1), (nodes, x, _) => nodes.Add("Elu", x)),
        new(new Choice("selu"), (x, _) => nn.functional.selu(x), (nodes, x, _) => nodes.Add("Selu", x)),
        new(new Choice("gelu"), (x, _) => nn.functional.gelu(x), (nodes, x, _) => Gelu(nodes, x)),
        new(new Choice("silu") { Aliases = ["swish"] }, (x, _) => x * x.sigmoid(),
            (nodes, x, _) => nodes.Add("Mul", x, nodes.Add("Sigmoid", x))),
        new(new Choice("mish"), (x, _) => x.Mish(),
            (nodes, x, _) => nodes.Add("Mul", x, nodes.Add("Tanh", nodes.Add("Softplus", x)))),
        new(new Choice("softplus"), (x, _) => x.Softplus(), (nodes, x, _) => nodes.Add("Softplus", x)),
        new(new Choice("softsign"), (x, _) => x.Softsign(), (nodes, x, _) => nodes.Add("Softsign", x)),
        new(new Choice("sigmoid"), (x, _) => x.sigmoid(), (nodes, x, _) => nodes.Add("Sigmoid", x)),
        new(new Choice("hard_sigmoid"), (x, _) => HardSigmoid(x), (nodes, x, _) => HardSigmoid(nodes, x)),
        new(new Choice("hard_silu") { Aliases = ["hard_swish"] }, (x, _) => x * HardSigmoid(x),
            (nodes, x, _) => nodes.Add("Mul", x, HardSigmoid(nodes, x))),
        new(new Choice("tanh"), (x, _) => x.tanh(), (nodes, x, _) => nodes.Add("Tanh", x)),
        new(new Choice("exponential"), (x, _) => x.exp(), (nodes, x, _) => nodes.Add("Exp", x)),
    ];

    private static string Relu6(AddedNodes nodes, string x) => nodes.Add("Min", nodes.Add("Relu", x), nodes.Number(6));

    private static Tensor HardSigmoid(Tensor x) => x.Plus(3).Between(0, 6).Over(6);

    private static string HardSigmoid(AddedNodes nodes, string x) =>
        nodes.Times(Relu6(nodes, nodes.Add("Add", x, nodes.Number(3))), 1.0 / 6);

    /// <summary>With the error function, which older opsets have where they lack Gelu itself.</summary>
    private static string Gelu(AddedNodes nodes, string x)
    {
        var share = nodes.Add("Add", nodes.Add("Erf", nodes.Times(x, Math.Sqrt(0.5))), nodes.Number(1));
        return nodes.Times(nodes.Add("Mul", x, share), 0.5);
    }
}
