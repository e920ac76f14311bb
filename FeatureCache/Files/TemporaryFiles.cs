using System.Globalization;

namespace Transfer.FeatureCache;

/// <summary>
/// Files that are being written: <c>HOST~PROCESS~TOKEN.tmp</c>, where the final name is fixed behind it and a dot. The name says who
/// writes, because on a network file system neither the locks nor the processes of another machine can be seen.
/// </summary>
internal static class TemporaryFiles
{
    private const string Extension = ".tmp";
    private const char Separator = '~';

    // Longer than any file takes to write, whatever the clocks of two machines say.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    // A container's first process has the same number as the one that died before it; the token tells them apart.
    private static readonly string Token = Guid.NewGuid().ToString("N")[..12];

    private static readonly string Host =
        string.Concat(Environment.MachineName.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    private static int _count;

    /// <summary>A name that no other writer has.</summary>
    /// <param name="prefix">The final name with a dot; empty when it is not known yet.</param>
    public static string CreateName(string prefix = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"{prefix}{Host}{Separator}{Environment.ProcessId}{Separator}{Token}-{Interlocked.Increment(ref _count)}{Extension}");

    /// <summary>Removes the temporary files of writers that are gone.</summary>
    /// <param name="prefix">The final name with a dot, for the files of one name; empty for all in the folder.</param>
    /// <param name="dryRun">Whether nothing is removed.</param>
    /// <returns>Their bytes.</returns>
    public static long RemoveAbandoned(string folder, TimeProvider time, string prefix = "", bool dryRun = false)
    {
        var freed = 0L;
        foreach (var file in LiveFolder.Files(folder, $"{prefix}*{Extension}"))
        {
            try
            {
                if (IsAbandoned(Path.GetFileName(file.Path), time.GetUtcNow().UtcDateTime - file.ModifiedUtc))
                {
                    using var alone = new FileStream(
                        file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1,
                        dryRun ? FileOptions.None : FileOptions.DeleteOnClose);
                    freed += file.Length;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Its writer lives, or another process has just removed it, or the folder is read-only.
            }
        }

        return freed;
    }

    /// <summary>
    /// Whether a file with this name may be removed, if it is not locked: its writer was a process of this machine and is gone, or
    /// nothing has been written to it for a day.
    /// </summary>
    private static bool IsAbandoned(string name, TimeSpan age)
    {
        var parts = name[..^Extension.Length].Split('.')[^1].Split(Separator);
        return age > AbandonedAfter
            || (parts.Length == 3
                && parts[0] == Host
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && (process == Environment.ProcessId ? !parts[2].StartsWith(Token, StringComparison.Ordinal) : !IsRunning(process)));
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // Another user's process, which may not be asked; it is there.
            return true;
        }
    }
}
