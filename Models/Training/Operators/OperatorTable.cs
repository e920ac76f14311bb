using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>The operators that can be trained, each from the opset in which it took the form that is implemented.</summary>
internal static class OperatorTable
{
    private static readonly (string Name, int Since, Func<NodeCall, Tensor> Compute)[] Forms =
    [
        ("Abs", 1, c => c[0].abs()),
        ("Add", 7, c => c[0].Plus(c[1])),
        ("And", 7, c => c[0].logical_and(c[1])),
        ("ArgMax", 1, c => Reductions.Arg(c, (x, axis, keep) => x.argmax(axis, keep))),
        ("ArgMin", 1, c => Reductions.Arg(c, (x, axis, keep) => x.argmin(axis, keep))),
        ("AveragePool", 7, c => Window.OverTwoAxes(c, c[0], [], (x, window) => Pools.Average(c, x, window))),
        ("BatchNormalization", 7, Normalizations.Batch),
        ("Cast", 6, Shaping.Cast),
        ("CastLike", 15, Shaping.CastLike),
        ("Ceil", 1, c => c[0].ceil()),
        ("Celu", 12, c => c[0].Celu(c.Double("alpha", 1))),
        ("Clip", 6, Activations.Clip),
        ("Concat", 4, Shaping.Concat),
        ("ConstantOfShape", 9, Generating.ConstantOfShape),
        ("Conv", 1, Convolutions.Conv),
        ("ConvTranspose", 1, Convolutions.ConvTranspose),
        ("Cos", 7, c => c[0].cos()),
        ("CumSum", 11, Reductions.CumulativeSum),
        ("DepthToSpace", 1, Shaping.DepthToSpace),
        ("DequantizeLinear", 10, Quantization.Dequantize),
        ("Div", 7, Arithmetic.Divide),
        ("Einsum", 12, MatrixProducts.Einsum),
        ("Elu", 6, c => c[0].Elu(c.Double("alpha", 1))),
        ("Equal", 7, c => c[0].eq(c[1])),
        ("Erf", 9, c => c[0].erf()),
        ("Exp", 6, c => c[0].exp()),
        ("Expand", 8, Shaping.Expand),
        ("Flatten", 1, Shaping.Flatten),
        ("Floor", 1, c => c[0].floor()),
        ("Gather", 1, Indexing.Gather),
        ("GatherElements", 11, Indexing.GatherElements),
        ("GatherND", 11, Scattering.GatherND),
        ("Gelu", 20, Activations.Gelu),
        ("Gemm", 7, MatrixProducts.Gemm),
        ("GlobalAveragePool", 1, c => c[0].mean(NodeCall.Axes(c[0].dim(), 2), keepdim: true)),
        ("GlobalLpPool", 2, Pools.GlobalLp),
        ("GlobalMaxPool", 1, c => c[0].amax(NodeCall.Axes(c[0].dim(), 2), keepdim: true)),
        ("Greater", 7, c => c[0].gt(c[1])),
        ("GreaterOrEqual", 12, c => c[0].ge(c[1])),
        ("GridSample", 16, GridSampling.Sample),
        ("GroupNormalization", 18, Normalizations.Group),
        ("HardSigmoid", 6, c => c[0].Times(c.Double("alpha", 0.2)).Plus(c.Double("beta", 0.5)).Between(0, 1)),
        ("HardSwish", 14, c => nn.functional.hardswish(c[0])),
        ("Identity", 1, c => c[0].alias()),
        ("InstanceNormalization", 6, Normalizations.Instance),
        ("IsInf", 10, Arithmetic.IsInfinite),
        ("IsNaN", 9, c => c[0].isnan()),
        ("LRN", 1, Normalizations.LocalResponse),
        ("LeakyRelu", 6, c => c[0].LeakyRelu(c.Double("alpha", 0.01))),
        ("Less", 7, c => c[0].lt(c[1])),
        ("LessOrEqual", 12, c => c[0].le(c[1])),
        ("Log", 6, c => c[0].log()),
        ("LogSoftmax", 1, c => Activations.Flat(c, x => nn.functional.log_softmax(x, 1))),
        ("LogSoftmax", 13, c => nn.functional.log_softmax(c.Float(0), c.Long("axis", -1))),
        ("LpNormalization", 1, Normalizations.Lp),
        ("LpPool", 2, c => Window.OverTwoAxes(c, c[0], [], (x, window) => Pools.Lp(c, x, window))),
        ("MatMul", 1, MatrixProducts.MatMul),
        ("Max", 6, c => Arithmetic.Fold(c, maximum)),
        ("MaxPool", 1, c => Window.OverTwoAxes(c, c[0], [], (x, window) => Pools.Max(c, x, window))),
        ("Mean", 6, c => Arithmetic.Fold(c, TensorArithmetic.Plus).Over(c.Count)),
        ("MeanVarianceNormalization", 9, Normalizations.MeanVariance),
        ("Min", 6, c => Arithmetic.Fold(c, minimum)),
        ("Mish", 18, c => c[0].Mish()),
        ("Mod", 10, c => c.Flag("fmod") ? fmod(c[0], c[1]) : remainder(c[0], c[1])),
        ("Mul", 7, c => c[0] * c[1]),
        ("Neg", 6, c => c[0].neg()),
        ("Not", 1, c => c[0].logical_not()),
        ("OneHot", 9, Scattering.OneHot),
        ("Or", 7, c => c[0].logical_or(c[1])),
        ("PRelu", 7, c => where(c[0].IsBelow(0), c[0] * c[1], c[0])),
        ("Pad", 2, Indexing.Pad),
        ("Pow", 7, c => c[0].pow(c[1].to(c[0].dtype))),
        ("QuantizeLinear", 10, Quantization.Quantize),
        ("RMSNormalization", 23, Normalizations.RootMeanSquare),
        ("Range", 11, Generating.Range),
        ("Reciprocal", 6, c => c[0].reciprocal()),
        ("ReduceL1", 1, c => Reductions.Over(c, (x, axes, keep) => x.abs().sum(axes, keep), x => x.abs())),
        ("ReduceL2", 1, c => Reductions.Over(c, Reductions.Length, x => x.abs())),
        ("ReduceLogSum", 1, c => Reductions.Over(c, (x, axes, keep) => x.sum(axes, keep).log(), x => x.log())),
        ("ReduceLogSumExp", 1, Reductions.LogSumExp),
        ("ReduceMax", 1, c => Reductions.Over(c, (x, axes, keep) => x.amax(axes, keep))),
        ("ReduceMean", 1, c => Reductions.Over(c, (x, axes, keep) => x.mean(axes, keep))),
        ("ReduceMin", 1, c => Reductions.Over(c, (x, axes, keep) => x.amin(axes, keep))),
        ("ReduceProd", 1, Reductions.Product),
        ("ReduceSum", 1, c => Reductions.Over(c, (x, axes, keep) => x.sum(axes, keep))),
        ("ReduceSumSquare", 1, c => Reductions.Over(c, (x, axes, keep) => x.Square().sum(axes, keep), x => x.Square())),
        ("Relu", 6, c => c[0].relu()),
        ("Reshape", 5, Shaping.Reshape),
        ("Resize", 10, Resizing.Resize),
        ("RotaryEmbedding", 23, Attentions.Rotary),
        ("Round", 11, c => c[0].round()),
        ("ScatterElements", 11, Scattering.ScatterElements),
        ("ScatterND", 11, Scattering.ScatterND),
        ("Selu", 6, Activations.Selu),
        ("Sigmoid", 6, c => c[0].sigmoid()),
        ("Sign", 9, c => c[0].sign()),
        ("Sin", 7, c => c[0].sin()),
        ("Slice", 1, Indexing.Slice),
        ("Softmax", 1, c => Activations.Flat(c, x => nn.functional.softmax(x, 1))),
        ("Softmax", 13, c => nn.functional.softmax(c.Float(0), c.Long("axis", -1))),
        ("Softplus", 1, c => c[0].Softplus()),
        ("Softsign", 1, c => c[0].Softsign()),
        ("SpaceToDepth", 1, Shaping.SpaceToDepth),
        ("Sqrt", 6, c => c[0].sqrt()),
        ("Squeeze", 1, Shaping.Squeeze),
        ("Sub", 7, c => c[0] - c[1]),
        ("Sum", 6, c => Arithmetic.Fold(c, TensorArithmetic.Plus)),
        ("Swish", 24, c => c[0] * c[0].Times(c.Double("alpha", 1)).sigmoid()),
        ("Tanh", 6, c => c[0].tanh()),
        ("ThresholdedRelu", 10, c => where(c[0].IsAbove(c.Double("alpha", 1)), c[0], zeros_like(c[0]))),
        ("Tile", 6, c => c[0].repeat(c.Longs(1))),
        ("Transpose", 1, Shaping.Transpose),
        ("Trilu", 14, Indexing.Trilu),
        ("Unsqueeze", 1, Shaping.Unsqueeze),
        ("Upsample", 7, Resizing.Upsample),
        ("Where", 9, c => where(c[0].to(ScalarType.Bool), c[1], c[2])),
        ("Xor", 7, c => c[0].logical_xor(c[1])),
    ];

    /// <summary>Forms with several outputs.</summary>
    private static readonly (string Name, int Since, Operator Operator)[] Several =
    [
        ("Attention", 23, new(Attentions.Standard, Outputs: 3)),
        ("Dropout", 7, new(c => [c[0].alias(), Activations.DropoutMask(c)], Outputs: 2)),
        // ONNX Runtime writes it in older opsets than the standard has it.
        ("LayerNormalization", 1, new(Normalizations.Layer, Outputs: 3)),
        ("Split", 2, new(Shaping.Split, Outputs: int.MaxValue)),
        ("TopK", 1, new(Scattering.TopK, Outputs: 2)),
    ];

    private static readonly Dictionary<string, SortedList<int, Operator>> Entries = Forms
        .Select(form => (form.Name, form.Since, Operator: new Operator(call => [form.Compute(call)], Outputs: 1)))
        .Concat(Several).Concat(MicrosoftOperators.Forms)
        .GroupBy(form => form.Name)
        .ToDictionary(g => g.Key, g => new SortedList<int, Operator>(g.ToDictionary(form => form.Since, form => form.Operator)));

    /// <summary>All operators by name, with the opset that each form begins with.</summary>
    public static IEnumerable<(string Name, IEnumerable<int> Since)> Supported =>
        Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => (e.Key, e.Value.Keys.AsEnumerable()));

    /// <summary>The newest form that is not newer than the opset; null when there is none.</summary>
    public static Operator? Find(string domain, string name, int opset)
    {
        if (!Entries.TryGetValue(domain is "" or "ai.onnx" ? name : $"{domain}.{name}", out var forms))
        {
            return null;
        }

        var since = forms.Keys.LastOrDefault(v => v <= opset, -1);
        return since < 0 ? null : forms[since];
    }

    /// <param name="Compute">Computes the outputs of a node from its inputs.</param>
    /// <param name="Outputs">How many outputs are computed at most; the standard may have more.</param>
    public sealed record Operator(Func<NodeCall, Tensor[]> Compute, int Outputs);
}
