using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Reads the weights that a run has saved.</summary>
internal static class SavedWeights
{
    /// <summary>Gives a module the weights in a file, in TorchSharp's format.</summary>
    /// <param name="sha256">What the run noted of the file; null where it notes nothing.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds the weights of other layers.</exception>
    public static void Load(nn.Module module, string path, string? sha256)
    {
        if (sha256 is not null && ContentHash.OfFile(path).ToString() != sha256)
        {
            throw Refused(path, "its SHA-256 is not that in run.json", null);
        }

        try
        {
            module.load(path);
        }
        catch (Exception exception) when (exception is EndOfStreamException
            or not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            // TorchSharp has many words for a file that it cannot read.
            throw Refused(path, exception.Message.Split('\n')[0].TrimEnd('.'), exception);
        }
    }

    private static InvalidDataException Refused(string path, string why, Exception? exception) => new(
        $"'{path}' does not hold the weights of this run ({why}): it was damaged or replaced. Train again into another folder.", exception);
}
