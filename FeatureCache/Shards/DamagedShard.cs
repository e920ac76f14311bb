namespace Transfer.FeatureCache;

/// <summary>A shard that a store does not use; its rows count as absent.</summary>
/// <param name="Path">Where the file lies now.</param>
/// <param name="Reason">One sentence: what was found, and what became of the file.</param>
public sealed record DamagedShard(string Path, string Reason)
{
    internal const string Extension = ".damaged";

    /// <summary>Renames a file that was read and found wrong; one that cannot be read may be whole and stays where it is.</summary>
    /// <returns>Null when another process was quicker.</returns>
    internal static DamagedShard? Rename(string path, Exception fault)
    {
        var name = System.IO.Path.GetFileName(path);
        var damaged = System.IO.Path.ChangeExtension(path, Extension);
        try
        {
            if (fault is InvalidDataException)
            {
                File.Move(path, damaged, overwrite: true);
                return new DamagedShard(
                    damaged,
                    $"The shard '{name}' is damaged: {fault.Message}. " +
                    $"It was renamed to '{System.IO.Path.GetFileName(damaged)}', and its rows will be computed again.");
            }
        }
        catch (Exception error) when (FileFault.IsGone(error))
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A read-only cache.
        }

        return new DamagedShard(path, $"The shard '{name}' cannot be used: {fault.Message.TrimEnd('.')}. Its rows will be computed again.");
    }
}
