using System.Globalization;

namespace Transfer.ML;

/// <summary>Files of models that came as bytes: ONNX Runtime reads them again when it needs to. None outlives the process.</summary>
internal static class ModelFiles
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("transfer-mlnet-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(() => Directory.Delete(folder, recursive: true));
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

    public static void Delete(string file) => Remove(() => File.Delete(file));

    private static void Remove(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The system removes what is left in its folder of temporary files.
        }
    }
}
