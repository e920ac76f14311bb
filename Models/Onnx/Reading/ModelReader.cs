using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Reads the protobuf of an ONNX file and says in a sentence what is wrong with it.</summary>
internal static class ModelReader
{
    // Field 1 (ir_version) as a varint: the first byte that every exporter writes.
    private const int FirstByte = 0x08;

    public static ModelProto Read(string path)
    {
        if (Directory.Exists(path) || !File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model file '{path}'. Give the path of an .onnx file.", path);
        }

        using var stream = File.OpenRead(path);
        var first = stream.ReadByte();
        stream.Position = 0;
        if (first != FirstByte)
        {
            throw NotOnnx(path);
        }

        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new InvalidDataException(
                $"'{path}' ({stream.Length:N0} bytes) begins like an ONNX file but cannot be read to its end. It is truncated or damaged; download or copy it again.");
        }

        return model.Graph is { Node.Count: > 0, Output.Count: > 0 } ? model : throw NotOnnx(path);
    }

    private static InvalidDataException NotOnnx(string path) =>
        new($"'{path}' is not an ONNX file. Expected a network exported as .onnx (for example with torch.onnx.export or tf2onnx).");
}
