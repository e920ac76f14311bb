namespace Transfer.FeatureCache;

/// <summary>Takes shards out of use that are not what they should be, and says so.</summary>
internal static class DamagedShards
{
    public const string Extension = ".damaged";

    /// <summary>Renames what was read and found wrong; what cannot be read may be whole and stays where it is.</summary>
    /// <returns>Null when another process was quicker.</returns>
    public static DamagedShard? SetAside(string path, Exception fault)
    {
        var name = Path.GetFileName(path);
        var damaged = Path.ChangeExtension(path, Extension);
        try
        {
            if (fault is InvalidDataException)
            {
                File.Move(path, damaged, overwrite: true);
                return new DamagedShard(
                    damaged, $"The shard '{name}' is damaged: {fault.Message}. It was renamed to '{Path.GetFileName(damaged)}', and its rows will be computed again.");
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A cache for reading only.
        }

        return new DamagedShard(path, $"The shard '{name}' cannot be used: {fault.Message.TrimEnd('.')}. Its rows will be computed again.");
    }
}
