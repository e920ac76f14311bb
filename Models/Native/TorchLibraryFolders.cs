using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>The folders in which native libraries of packages are searched, in order.</summary>
internal sealed class TorchLibraryFolders(IEnumerable<string> folders)
{
    private readonly string[] _folders = [.. folders.Where(Directory.Exists).Select(Path.GetFullPath).Distinct()];

    /// <summary>The folders of this application: those that the host searches, that of the application, and that of this library.</summary>
    public static TorchLibraryFolders OfApplication()
    {
        var host = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var application = AppContext.BaseDirectory;
        var library = Path.GetDirectoryName(typeof(TorchLibraryFolders).Assembly.Location);
        string[] roots = string.IsNullOrEmpty(library) ? [application] : [application, library];

        // Packages have folders for the portable identifier, not for that of a distribution (debian.12-x64).
        var portable = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return new([
            .. host.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            .. roots.SelectMany(root => new[] { root, Path.Combine(root, "runtimes", portable, "native") }),
        ]);
    }

    /// <summary>The files that match a pattern such as <c>libgomp*</c>, from the first folder that has any.</summary>
    public IReadOnlyList<string> Find(string pattern) =>
        _folders.Select(folder => Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).ToArray())
            .FirstOrDefault(files => files.Length > 0) ?? [];
}
