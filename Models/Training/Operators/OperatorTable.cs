using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>What can be trained: operators by name, each from the opset on in which it took the form that is implemented.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, SortedList<int, Operator>> Entries = [];

    static OperatorTable()
    {
        AddFunctions();
        AddLayers();
        AddShapes();
    }

    /// <summary>Computes a node's outputs from its inputs.</summary>
    public delegate Tensor[] Operator(NodeCall call);

    /// <summary>All operators with the opsets from which each form holds, by name.</summary>
    public static IEnumerable<(string Name, IEnumerable<int> Since)> Supported =>
        Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => (e.Key, e.Value.Keys.AsEnumerable()));

    /// <summary>The newest form that is not newer than the model; null when there is none.</summary>
    public static Operator? Find(string domain, string name, int opset)
    {
        if (domain is not ("" or "ai.onnx") || !Entries.TryGetValue(name, out var versions))
        {
            return null;
        }

        var since = versions.Keys.LastOrDefault(v => v <= opset, -1);
        return since < 0 ? null : versions[since];
    }

    private static void AddFunctions()
    {
        Add("Abs", 1, c => c[0].abs());
        Add("Add", 7, c => c[0] + c[1]);
        Add("And", 7, c => c[0].logical_and(c[1]));
        Add("Ceil", 1, c => c[0].ceil());
        Add("Celu", 12, Activations.Celu);
        Add("Clip", 6, Activations.Clip);
        Add("Cos", 7, c => c[0].cos());
        Add("Div", 7, Arithmetic.Divide);
        Add("Dropout", 7, c => c[0].alias());
        Add("Elu", 6, Activations.Elu);
        Add("Equal", 7, c => c[0].eq(c[1]));
        Add("Erf", 9, c => c[0].erf());
        Add("Exp", 6, c => c[0].exp());
        Add("Floor", 1, c => c[0].floor());
        Add("Gelu", 20, Activations.Gelu);
        Add("Greater", 7, c => c[0].gt(c[1]));
        Add("GreaterOrEqual", 12, c => c[0].ge(c[1]));
        Add("HardSigmoid", 6, Activations.HardSigmoid);
        Add("HardSwish", 14, c => nn.functional.hardswish(c[0]));
        Add("Identity", 1, c => c[0].alias());
        Add("LeakyRelu", 6, Activations.LeakyRelu);
        Add("Less", 7, c => c[0].lt(c[1]));
        Add("LessOrEqual", 12, c => c[0].le(c[1]));
        Add("Log", 6, c => c[0].log());
        Add("LogSoftmax", 1, Activations.FlatLogSoftmax);
        Add("LogSoftmax", 13, Activations.LogSoftmax);
        Add("Max", 6, Arithmetic.Largest);
        Add("Mean", 6, Arithmetic.Mean);
        Add("Min", 6, Arithmetic.Smallest);
        Add("Mish", 18, c => nn.functional.mish(c[0]));
        Add("Mod", 10, Arithmetic.Modulo);
        Add("Mul", 7, c => c[0] * c[1]);
        Add("Neg", 6, c => c[0].neg());
        Add("Not", 1, c => c[0].logical_not());
        Add("Or", 7, c => c[0].logical_or(c[1]));
        Add("PRelu", 7, Activations.PRelu);
        Add("Pow", 7, Arithmetic.Power);
        Add("Reciprocal", 6, c => c[0].reciprocal());
        Add("Relu", 6, c => c[0].relu());
        Add("Round", 11, c => c[0].round());
        Add("Selu", 6, Activations.Selu);
        Add("Sigmoid", 6, c => c[0].sigmoid());
        Add("Sign", 9, c => c[0].sign());
        Add("Sin", 7, c => c[0].sin());
        Add("Softmax", 1, Activations.FlatSoftmax);
        Add("Softmax", 13, Activations.Softmax);
        Add("Softplus", 1, c => nn.functional.softplus(c[0]));
        Add("Softsign", 1, c => nn.functional.softsign(c[0]));
        Add("Sqrt", 6, c => c[0].sqrt());
        Add("Sub", 7, c => c[0] - c[1]);
        Add("Sum", 6, Arithmetic.Sum);
        Add("Tanh", 6, c => c[0].tanh());
        Add("ThresholdedRelu", 10, Activations.ThresholdedRelu);
        Add("Where", 9, Indexing.Where);
        Add("Xor", 7, c => c[0].logical_xor(c[1]));
    }

    private static void AddLayers()
    {
        Add("AveragePool", 7, Pools.AveragePool);
        Add("BatchNormalization", 7, Normalizations.Batch);
        Add("Conv", 1, Convolutions.Conv);
        Add("ConvTranspose", 1, Convolutions.ConvTranspose);
        Add("Einsum", 12, MatrixProducts.Einsum);
        Add("Gemm", 7, MatrixProducts.Gemm);
        Add("GlobalAveragePool", 1, Pools.GlobalAverage);
        Add("GlobalMaxPool", 1, Pools.GlobalMax);
        Add("GroupNormalization", 18, Normalizations.Group);
        Add("InstanceNormalization", 6, Normalizations.Instance);
        Add("LRN", 1, Normalizations.LocalResponse);
        Add("LayerNormalization", 17, Normalizations.Layer);
        Add("LpNormalization", 1, Normalizations.Lp);
        Add("MatMul", 1, MatrixProducts.MatMul);
        Add("MaxPool", 1, Pools.MaxPool);
        Add("MeanVarianceNormalization", 9, Normalizations.MeanVariance);
        Add("RMSNormalization", 23, Normalizations.RootMeanSquare);
        Add("Resize", 10, Resizing.Resize);
        Add("Upsample", 7, Resizing.Upsample);
    }

    private static void AddShapes()
    {
        Add("ArgMax", 1, Reductions.ArgMax);
        Add("ArgMin", 1, Reductions.ArgMin);
        Add("Cast", 6, Shaping.Cast);
        Add("Concat", 4, Shaping.Concat);
        Add("CumSum", 11, Reductions.CumulativeSum);
        Add("DepthToSpace", 1, Shaping.DepthToSpace);
        Add("Expand", 8, Shaping.Expand);
        Add("Flatten", 1, Shaping.Flatten);
        Add("Gather", 1, Indexing.Gather);
        Add("GatherElements", 11, Indexing.GatherElements);
        Add("Pad", 2, Indexing.Pad);
        Add("ReduceL1", 1, Reductions.L1);
        Add("ReduceL2", 1, Reductions.L2);
        Add("ReduceLogSum", 1, Reductions.LogSum);
        Add("ReduceLogSumExp", 1, Reductions.LogSumExp);
        Add("ReduceMax", 1, Reductions.Max);
        Add("ReduceMean", 1, Reductions.Mean);
        Add("ReduceMin", 1, Reductions.Min);
        Add("ReduceProd", 1, Reductions.Product);
        Add("ReduceSum", 1, Reductions.Sum);
        Add("ReduceSumSquare", 1, Reductions.SumOfSquares);
        Add("Reshape", 5, Shaping.Reshape);
        Add("Slice", 1, Indexing.Slice);
        Add("SpaceToDepth", 1, Shaping.SpaceToDepth);
        AddMany("Split", 2, Shaping.Split);
        Add("Squeeze", 1, Shaping.Squeeze);
        Add("Tile", 6, Shaping.Tile);
        Add("Transpose", 1, Shaping.Transpose);
        Add("Trilu", 14, Indexing.Trilu);
        Add("Unsqueeze", 1, Shaping.Unsqueeze);
    }

    private static void Add(string name, int since, Func<NodeCall, Tensor> compute) => AddMany(name, since, call => [compute(call)]);

    private static void AddMany(string name, int since, Operator compute)
    {
        if (!Entries.TryGetValue(name, out var versions))
        {
            Entries[name] = versions = [];
        }

        versions.Add(since, compute);
    }
}
