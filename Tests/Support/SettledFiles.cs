namespace Transfer.Tests.Support;

/// <summary>Files that were left alone for so long that a change from now on shows in their time.</summary>
internal static class SettledFiles
{
    /// <summary>Waits for all files of a folder.</summary>
    public static async Task Wait(string folder)
    {
        using var index = new TemporaryFolder();
        using var paths = PathIndex.Open(index.Path);
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            while (FileStamp.TryOf(file) is { } stamp && !paths.IsSettled(stamp))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }
}
