using static TorchSharp.torch;
using Approximate = TorchSharp.Modules.GELU.Approximate;

namespace Transfer.Models;

/// <summary>Functions of one value, and softmax.</summary>
internal static class Activations
{
    private const double Relu6Bound = 6;

    public static Tensor LeakyRelu(NodeCall call) => nn.functional.leaky_relu(call[0], call.Double("alpha", 0.01));

    public static Tensor PRelu(NodeCall call) => where(call[0] < 0, call[0] * call[1], call[0]);

    public static Tensor Elu(NodeCall call) => nn.functional.elu(call[0], call.Double("alpha", 1));

    public static Tensor Celu(NodeCall call) => nn.functional.celu(call[0], call.Double("alpha", 1));

    public static Tensor Selu(NodeCall call) =>
        nn.functional.elu(call[0], call.Double("alpha", 1.67326319217681884765625)) * call.Double("gamma", 1.05070102214813232421875);

    public static Tensor ThresholdedRelu(NodeCall call) => where(call[0] > call.Double("alpha", 1), call[0], zeros_like(call[0]));

    public static Tensor HardSigmoid(NodeCall call) => ((call[0] * call.Double("alpha", 0.2)) + call.Double("beta", 0.5)).clamp(0, 1);

    public static Tensor Gelu(NodeCall call) =>
        nn.functional.gelu(call[0], call.Text("approximate", "none") == "tanh" ? Approximate.tanh : Approximate.none);

    public static Tensor Clip(NodeCall call)
    {
        // Bounds are attributes up to opset 10, then inputs.
        double? low = call.Node.Find("min") is { } min ? min.F : call.Scalar(1);
        double? high = call.Node.Find("max") is { } max ? max.F : call.Scalar(2);
        return (low, high) switch
        {
            // At its bounds clamp has a gradient and relu has none; a network that was trained with relu keeps it.
            (0, null or >= float.MaxValue) => call[0].relu(),
            (0, Relu6Bound) => nn.functional.relu6(call[0]),
            (null, null) => call[0].alias(),
            _ => call[0].clamp(low is { } l ? (TorchSharp.Scalar)l : null, high is { } h ? (TorchSharp.Scalar)h : null),
        };
    }

    public static Tensor Softmax(NodeCall call) => nn.functional.softmax(call.Float(0), call.Long("axis", -1));

    public static Tensor LogSoftmax(NodeCall call) => nn.functional.log_softmax(call.Float(0), call.Long("axis", -1));

    /// <summary>Before opset 13: over the axis and all behind it together.</summary>
    public static Tensor FlatSoftmax(NodeCall call) => nn.functional.softmax(Shaping.Flatten(call, call.Float(0)), 1).reshape(call[0].shape);

    /// <summary>Before opset 13: over the axis and all behind it together.</summary>
    public static Tensor FlatLogSoftmax(NodeCall call) => nn.functional.log_softmax(Shaping.Flatten(call, call.Float(0)), 1).reshape(call[0].shape);
}
