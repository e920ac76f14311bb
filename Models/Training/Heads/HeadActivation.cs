using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>An activation of the table.</summary>
/// <param name="Choice">Keras' name and settings.</param>
/// <param name="Compute">What it computes.</param>
/// <param name="Export">The same as ONNX nodes: gives the name of the result of a tensor.</param>
internal sealed record HeadActivation(Choice Choice, Func<Tensor, Selection, Tensor> Compute, Func<HeadNodes, string, Selection, string> Export);
