namespace Transfer.ML;

/// <summary>A classifier that was trained within a pipeline: an ONNX file, in memory.</summary>
public sealed class TransferModel
{
    private readonly byte[] _onnx;

    internal TransferModel(IReadOnlyList<string> classes, byte[] onnx) => (Classes, _onnx) = (classes, onnx);

    /// <summary>The names of the classes, in the order of the scores.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>
    /// Writes the classifier as an ONNX file, without the other parts of the pipeline: the head alone where it learnt from features, the
    /// whole network where that was trained as well.
    /// </summary>
    /// <param name="path">The file; an earlier one is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void SaveOnnx(string path) => File.WriteAllBytes(path, _onnx);

    internal ReadOnlySpan<byte> Onnx => _onnx;
}
