using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>The folder of files that Transfer keeps between runs. All of them can be deleted and are created again.</summary>
internal static class UserFolder
{
    /// <summary>The environment variable with another path of the folder: <c>TRANSFER_HOME</c>.</summary>
    public const string Variable = "TRANSFER_HOME";

    /// <summary>
    /// The full path of the cache folder: <c>$TRANSFER_HOME</c> when set; otherwise the folder <c>transfer</c> in
    /// <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c> on Linux, in <c>~/Library/Caches</c> on macOS and in <c>%LOCALAPPDATA%</c> on Windows.
    /// It may not exist yet. The environment is read at every call.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The variable is not set and the user has no home folder.</exception>
    public static string Cache => Find(
        Environment.GetEnvironmentVariable,
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static string Find(Func<string, string?> variable, OSPlatform platform, string home)
    {
        if (variable(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        if (platform == OSPlatform.Windows)
        {
            return variable("LOCALAPPDATA") is { Length: > 0 } local
                ? Path.Combine(local, "transfer")
                : Path.Combine(Home(home), "AppData", "Local", "transfer");
        }

        if (platform == OSPlatform.OSX)
        {
            return Path.Combine(Home(home), "Library", "Caches", "transfer");
        }

        // The XDG base directory specification: a relative path is invalid and must be ignored.
        return variable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
            ? Path.Combine(cache, "transfer")
            : Path.Combine(Home(home), ".cache", "transfer");
    }

    private static string Home(string home) => home.Length > 0
        ? home
        : throw new DirectoryNotFoundException(
            $"The user has no home folder for the cache. Set the environment variable {Variable} to a folder that can be written to.");
}
