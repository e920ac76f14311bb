using System.Globalization;

namespace Transfer.ML;

/// <summary>Files of models that came as bytes, for as long as the process runs: ONNX Runtime reads them again when it needs to.</summary>
internal static class ModelFiles
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("transfer-mlnet-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        return folder;
    });

    private static int _count;

    public static string Write(ReadOnlySpan<byte> onnx)
    {
        var name = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        var path = Path.Combine(Folder.Value, $"{name}.onnx");
        File.WriteAllBytes(path, onnx);
        return path;
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The system removes what is left in its folder of temporary files.
        }
    }
}
