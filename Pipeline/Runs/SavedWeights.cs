using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Reads the weights that a run has saved.</summary>
internal static class SavedWeights
{
    /// <summary>Gives a module the weights in a file, in TorchSharp's format.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds the weights of other layers.</exception>
    public static void Load(nn.Module module, string path)
    {
        try
        {
            module.load(path);
        }
        catch (Exception exception) when (exception is EndOfStreamException
            or not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            // TorchSharp has many words for a file that it cannot read.
            throw new InvalidDataException(
                $"'{path}' does not hold the weights of this run ({exception.Message.Split('\n')[0].TrimEnd('.')}): it was damaged or "
                + "replaced. Train again into another folder.",
                exception);
        }
    }
}
