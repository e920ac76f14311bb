using static TorchSharp.torch;
using Approximate = TorchSharp.Modules.GELU.Approximate;

namespace Transfer.Models.Training;

/// <summary>
/// The operators of domain <c>com.microsoft</c> that ONNX Runtime's optimizers write, and one that it adds to the standard domain.
/// </summary>
internal static class MicrosoftOperators
{
    private const string Domain = "com.microsoft.";
    private const double SkipEpsilon = 1e-12;

    public static IEnumerable<(string Name, int Since, OperatorTable.Operator Operator)> Forms { get; } =
    [
        (Domain + "Attention", 1, One(c => Attentions.Projected(c))),
        (Domain + "BiasGelu", 1, One(c => nn.functional.gelu(c[0].Plus(c[1])))),
        (Domain + "FastGelu", 1, One(c => nn.functional.gelu(c.Has(1) ? c[0].Plus(c[1]) : c[0], Approximate.tanh))),
        (Domain + "FusedConv", 1, One(c => FusedConv(c))),
        (Domain + "FusedGemm", 1, One(c => Activate(c, MatrixProducts.Gemm(c), c.Text("activation", "")))),
        (Domain + "FusedMatMul", 1, One(c => FusedMatMul(c))),
        (Domain + "Gelu", 1, One(c => nn.functional.gelu(c[0]))),
        (Domain + "MultiHeadAttention", 1, One(c => Attentions.MultiHead(c))),
        (Domain + "QuickGelu", 1, One(c => c[0] * c[0].Times(c.Double("alpha", 1.702)).sigmoid())),
        (Domain + "SkipLayerNormalization", 1, new(SkipLayer, Outputs: 4)),
        (Domain + "SkipSimplifiedLayerNormalization", 1, new(SkipSimplified, Outputs: 4)),
        ("SimplifiedLayerNormalization", 1, One(c => Normalizations.RootMeanSquare(c))),
    ];

    private static OperatorTable.Operator One(Func<NodeCall, Tensor> compute) => new(call => [compute(call)], Outputs: 1);

    private static Tensor FusedConv(NodeCall call)
    {
        var sum = Convolutions.Conv(call);
        sum = call.Has(3) ? sum.Plus(call[3]) : sum;
        return Activate(call, sum, call.Text("activation", ""));
    }

    private static Tensor FusedMatMul(NodeCall call)
    {
        if (call.Flag("transBatchA") || call.Flag("transBatchB"))
        {
            throw call.Wrong("transposed batches are not supported");
        }

        var a = call.Flag("transA") ? call.Compute(0).transpose(-2, -1) : call.Compute(0);
        var b = call.Flag("transB") ? call.Compute(1).transpose(-2, -1) : call.Compute(1);
        return a.MatrixProduct(b).Times(call.Double("alpha", 1));
    }

    private static Tensor[] SkipLayer(NodeCall call)
    {
        var sum = SkipSum(call, 4);
        var normal = nn.functional.layer_norm(sum, [sum.shape[^1]], eps: call.Double("epsilon", SkipEpsilon)) * call.Float(2);
        normal = call.Has(3) ? normal.Plus(call.Float(3)) : normal;
        return [normal, .. Normalizations.Statistics(call, sum, sum.dim() - 1, SkipEpsilon), sum];
    }

    private static Tensor[] SkipSimplified(NodeCall call)
    {
        var sum = SkipSum(call, 3);
        var deviation = sum.Square().mean([-1], keepdim: true).Plus(call.Double("epsilon", SkipEpsilon)).rsqrt();
        return [sum * deviation * call.Float(2), deviation, deviation, sum];
    }

    private static Tensor SkipSum(NodeCall call, int bias)
    {
        var sum = call.Float(0).Plus(call.Float(1));
        return call.Has(bias) ? sum.Plus(call.Float(bias)) : sum;
    }

    private static Tensor Activate(NodeCall call, Tensor sum, string activation)
    {
        // FusedConv has a list of parameters, FusedGemm an attribute for each.
        var given = call.Node.Find("activation_params")?.Floats;
        double First(double otherwise) => given?.Count > 0 ? given[0] : call.Double("activation_alpha", otherwise);
        double Second(double otherwise) => given?.Count > 1 ? given[1] : call.Double("activation_beta", otherwise);
        return activation switch
        {
            "" => sum,
            "Relu" => sum.relu(),
            "Sigmoid" => sum.sigmoid(),
            "Tanh" => sum.tanh(),
            "LeakyRelu" => sum.LeakyRelu(First(0.01)),
            "Clip" => sum.Between(First(float.MinValue), Second(float.MaxValue)),
            "HardSigmoid" => sum.Times(First(0.2)).Plus(Second(0.5)).Between(0, 1),
            _ => throw call.Wrong($"the activation '{activation}' is not supported"),
        };
    }
}
