using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>An activation.</summary>
internal sealed class ActivationPart(Selection layer, HeadActivation activation) : HeadPart(layer.Name)
{
    public override Tensor forward(Tensor input) => activation.Compute(input, layer);

    public override string Export(AddedNodes nodes, string input) => activation.Export(nodes, input, layer);
}
