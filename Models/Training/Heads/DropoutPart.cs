using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Dropout (Srivastava et al., JMLR 2014); an exported file has none.</summary>
internal sealed class DropoutPart(double share) : HeadPart(HeadLayers.Dropout)
{
    public override Tensor forward(Tensor input) => nn.functional.dropout(input, share, training);

    public override string Export(HeadNodes nodes, string input) => input;
}
