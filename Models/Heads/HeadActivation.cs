using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>An activation of the table.</summary>
/// <param name="Choice">Keras' name and settings.</param>
/// <param name="Compute">Computes it.</param>
/// <param name="Export">Adds it as ONNX nodes: from the name of a tensor to that of its result.</param>
internal sealed record HeadActivation(
    Choice Choice, Func<Tensor, Selection, Tensor> Compute, Func<AddedNodes, string, Selection, string> Export);
