namespace Transfer.Pipeline.Data;

/// <summary>The names of the splits, and those by which a folder is recognised as one, in upper or lower case.</summary>
internal static class SplitNames
{
    public const string Train = "train";
    public const string Validation = "validation";
    public const string Test = "test";

    /// <summary>The split that a folder's name stands for: one of the constants, or null.</summary>
    public static string? Of(string folder) => folder.ToLowerInvariant() switch
    {
        Train or "training" or "trn" => Train,
        Validation or "val" or "valid" or "validate" or "dev" or "eval" or "evaluation" => Validation,
        Test or "testing" or "tst" => Test,
        _ => null,
    };

    /// <summary>The class of an image: the first folder of its path that is no split; empty where there is none.</summary>
    /// <param name="relative">The path, with <c>/</c> between folders.</param>
    public static string ClassOf(string relative) => relative.Split('/') switch
    {
        [var split, var name, _, ..] when Of(split) is not null => name,
        [var name, _, ..] => name,
        _ => "",
    };

    /// <summary>
    /// The split of an image: that of the first folder of its path, where there is a folder of a class in it; empty otherwise.
    /// </summary>
    /// <param name="relative">The path, with <c>/</c> between folders.</param>
    public static string OfPath(string relative) => relative.Split('/') is [var split, _, _, ..] ? Of(split) ?? "" : "";

    /// <summary>The folders of the splits in words, such as <c>the folders train and 'Val' (taken as validation)</c>.</summary>
    /// <param name="folders">In the order train, validation, test.</param>
    public static string Describe(IReadOnlyList<string> folders)
    {
        string[] named = [.. folders.Select(folder => folder == Of(folder) ? folder : $"'{folder}' (taken as {Of(folder)})")];
        return named.Length == 1 ? $"the folder {named[0]}" : $"the folders {string.Join(", ", named[..^1])} and {named[^1]}";
    }
}
