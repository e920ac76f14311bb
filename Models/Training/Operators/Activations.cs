using static TorchSharp.torch;
using Approximate = TorchSharp.Modules.GELU.Approximate;

namespace Transfer.Models.Training;

/// <summary>Functions of one value, and softmax.</summary>
internal static class Activations
{
    private const double Relu6Bound = 6;
    private const int DropoutMaskSince = 12;

    public static Tensor Selu(NodeCall call) =>
        call[0].Elu(call.Double("alpha", 1.67326319217681884765625)).Times(call.Double("gamma", 1.05070102214813232421875));

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
            _ => call[0].Between(low, high),
        };
    }

    /// <summary>What ONNX Runtime gives: everything is kept, and before opset 12 the mask is not set.</summary>
    public static Tensor DropoutMask(NodeCall call) => call.Opset >= DropoutMaskSince
        ? ones_like(call[0], dtype: ScalarType.Bool) : zeros_like(call[0], dtype: ScalarType.Bool);

    /// <summary>Softmax before opset 13: over the axis and all behind it together.</summary>
    public static Tensor Flat(NodeCall call, Func<Tensor, Tensor> softmax) =>
        softmax(Shaping.Flatten(call, call.Float(0))).reshape(call[0].shape);
}
