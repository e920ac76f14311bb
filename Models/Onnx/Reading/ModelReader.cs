using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Reads the protobuf message of an ONNX file.</summary>
internal static class ModelReader
{
    // Field 1 (ir_version) as a varint: the first byte that every exporter writes.
    private const int FirstByte = 0x08;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is truncated or is damaged.</exception>
    public static ModelProto Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model file '{path}'. Give the path of an .onnx file.", path);
        }

        if (EmptyFile.Is(path))
        {
            throw new InvalidDataException(
                $"'{path}' is empty, or a pipe or device and no file. Expected an .onnx file; write what the pipe gives into one first.");
        }

        using var stream = File.OpenRead(path);
        if (stream.ReadByte() != FirstByte)
        {
            throw NotOnnx(path);
        }

        stream.Position = 0;
        try
        {
            var model = ModelProto.Parser.ParseFrom(stream);
            return model.Graph is { Node.Count: > 0, Output.Count: > 0 } ? model : throw NotOnnx(path);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new InvalidDataException(
                $"'{path}' ({stream.Length:N0} bytes) begins like an ONNX file but is truncated or damaged. Download or copy it again.");
        }
    }

    /// <summary>Reads a network with all its weights, as the file has them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="randomWeights">The seed of random values for weights that have no data; null requires data for all weights.</param>
    /// <param name="allowOutsideData">Whether external weights may lie outside the folder of the file.</param>
    /// <param name="filled">The number of weights that were filled.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or lacks its weights.</exception>
    /// <exception cref="NotSupportedException">The file does not say of which opset its operators are.</exception>
    public static ModelProto ReadWithWeights(string path, long? randomWeights, bool allowOutsideData, out int filled)
    {
        var model = Read(path);
        RequireOpset(model, path);
        ExternalData.LoadInto(model.Graph, path, allowOutsideData);
        TensorData.Unify(model.Graph, path);
        filled = RandomWeights.FillMissing(model.Graph, path, randomWeights);
        return model;
    }

    /// <exception cref="NotSupportedException">The file does not say of which opset its operators are.</exception>
    private static void RequireOpset(ModelProto model, string path)
    {
        if (model.Opset() < 1)
        {
            throw new NotSupportedException(
                $"'{path}' does not say which opset it uses; expected 1 or newer. Export it again.");
        }
    }

    private static InvalidDataException NotOnnx(string path) =>
        new($"'{path}' is not an ONNX file. Expected a network exported as .onnx (for example with torch.onnx.export or tf2onnx).");
}
