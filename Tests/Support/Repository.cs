namespace Transfer.Tests.Support;

/// <summary>Where the sources lie, and the optional folder of real photographs and weights beside them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of reference results that others computed, in <c>Tests/Golden</c>.</summary>
    public static string Golden(params ReadOnlySpan<string> parts) => Path.Combine([Root, "Tests", "Golden", .. parts]);

    /// <summary>A file or folder in <c>../shared</c>; skips the calling test when it is not there.</summary>
    public static string Shared(params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([Path.GetDirectoryName(Root)!, "shared", .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"'{string.Join('/', parts)}' is not in the folder 'shared' beside the repository.");
        return path;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Transfer.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException($"No Transfer.sln above '{AppContext.BaseDirectory}'.");
        }

        return folder;
    }
}
