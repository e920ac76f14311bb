using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Computes a convolution over two spatial axes, or a transposed one.</summary>
internal delegate Tensor Convolution(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window);
