using System.Globalization;
using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Weights that an ONNX file keeps in other files beside it (ONNX specification, External Data).</summary>
internal static class ExternalData
{
    /// <summary>Reads all external weights into a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="modelPath">Its file.</param>
    /// <param name="allowOutside">Whether files outside the folder of the model are read.</param>
    /// <exception cref="InvalidDataException">A weight file is missing, too short, or outside the folder of the model.</exception>
    public static void LoadInto(GraphProto graph, string modelPath, bool allowOutside = false)
    {
        foreach (var tensor in graph.Tensors().Where(t => t.DataLocation == TensorProto.Types.DataLocation.External))
        {
            tensor.RawData = Read(tensor, modelPath, allowOutside);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }
    }

    private static ByteString Read(TensorProto tensor, string modelPath, bool allowOutside)
    {
        var beginning = $"'{modelPath}' keeps the weight '{tensor.Name}' in";
        var location = Entry(tensor, "location") is { Length: > 0 } text && !text.Contains('\0') ? text
            : throw new InvalidDataException($"{beginning} another file but does not name it. Export the model again.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var path = Path.GetFullPath(Path.Combine(folder, location));
        if (!allowOutside && !IsBeside(path, folder, modelPath))
        {
            throw new InvalidDataException(
                $"{beginning} '{location}', which is outside its folder and was not read. Put that file beside the model, "
                + "or allow data outside of the folder if you trust the model.");
        }

        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new InvalidDataException($"{beginning} '{location}', which is not beside it. Put that file into '{folder}'.");
        }

        // The length of a link is its own, and a pipe has none: opening one would wait for ever.
        var length = (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
        var (offset, count) = (Number(tensor, "offset", 0), TensorData.Count(tensor.Dims, tensor.Name, modelPath));
        var expected = TensorData.BytesOf((TensorProto.Types.DataType)tensor.DataType, count) ?? count;
        if (Number(tensor, "length", expected) != expected)
        {
            throw new InvalidDataException(
                $"{beginning} {Entry(tensor, "length")} bytes of '{location}'; its shape [{string.Join(", ", tensor.Dims)}] needs "
                + $"{expected:N0}. Export the model again.");
        }

        if (offset < 0 || offset > length - expected)
        {
            throw new InvalidDataException(
                $"'{path}' has {length:N0} bytes, but the weight '{tensor.Name}' of '{modelPath}' ends at {offset + expected:N0}. "
                + "The file is truncated; copy it again.");
        }

        var bytes = new byte[expected];
        using var stream = file.OpenRead();
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>
    /// Whether a file lies in the folder of the model. Links are followed; where the model is a link itself, as in the cache of the Hugging
    /// Face Hub, the folder that it leads to counts as well.
    /// </summary>
    private static bool IsBeside(string path, string folder, string modelPath)
    {
        if (!Lies(path, folder) && !Lies(path, RealPath.Of(folder)))
        {
            return false;
        }

        return RealPath.Of(path) is not { } real || Lies(real, RealPath.Of(folder))
            || Lies(real, Path.GetDirectoryName(RealPath.Of(modelPath)));

        static bool Lies(string path, string? folder) => folder is not null
            && path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static long Number(TensorProto tensor, string key, long otherwise) => Entry(tensor, key) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
}
