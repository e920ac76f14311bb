using System.Globalization;
using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Weights that an ONNX file keeps in other files beside it (ONNX specification, External Data).</summary>
internal static class ExternalData
{
    /// <summary>Reads all external weights into a graph.</summary>
    /// <exception cref="InvalidDataException">A weight file is missing, too short or outside the folder of the model.</exception>
    public static void LoadInto(GraphProto graph, string modelPath)
    {
        foreach (var tensor in graph.Tensors().Where(t => t.DataLocation == TensorProto.Types.DataLocation.External))
        {
            tensor.RawData = Read(tensor, modelPath);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }
    }

    private static ByteString Read(TensorProto tensor, string modelPath)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var location = Entry(tensor, "location") ?? throw new InvalidDataException(
            $"'{modelPath}' keeps the weight '{tensor.Name}' in another file but does not name it. Export the model again.");
        var path = Path.GetFullPath(Path.Combine(folder, location));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"'{modelPath}' keeps the weight '{tensor.Name}' in '{location}', which is outside its folder and was not read. "
                + "Expected a file beside the model.");
        }

        if (!File.Exists(path))
        {
            throw new InvalidDataException(
                $"'{modelPath}' keeps the weight '{tensor.Name}' in '{location}', which is not beside it. Put that file into '{folder}'.");
        }

        using var stream = File.OpenRead(path);
        var offset = long.Parse(Entry(tensor, "offset") ?? "0", CultureInfo.InvariantCulture);
        var length = Entry(tensor, "length") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : stream.Length - offset;
        if (offset < 0 || length < 0 || offset + length > stream.Length)
        {
            throw new InvalidDataException(
                $"'{path}' has {stream.Length:N0} bytes, but the weight '{tensor.Name}' of '{modelPath}' ends at {offset + length:N0}. "
                + "The file is truncated; copy it again.");
        }

        var bytes = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
}
