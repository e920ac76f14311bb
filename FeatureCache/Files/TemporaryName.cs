using System.Globalization;

namespace Transfer.FeatureCache;

/// <summary>
/// The name of a file that is being written: <c>HOST~PROCESS~TOKEN.tmp</c>. It says who writes, because on a network file system
/// neither the locks nor the processes of another machine can be seen.
/// </summary>
internal static class TemporaryName
{
    public const string Extension = ".tmp";

    private const char Separator = '~';

    // Longer than any shard takes to write, whatever the clocks of two machines say.
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    // A container's first process has the same number as the one that died before it; the token tells them apart.
    private static readonly string Token = Guid.NewGuid().ToString("N")[..12];

    private static readonly string Host = string.Concat(Environment.MachineName.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    private static int _count;

    /// <summary>A name that no other writer has.</summary>
    public static string Create()
        => string.Create(CultureInfo.InvariantCulture, $"{Host}{Separator}{Environment.ProcessId}{Separator}{Token}-{Interlocked.Increment(ref _count)}{Extension}");

    /// <summary>
    /// Whether a file with this name may be removed, if it is not locked: its writer was a process of this machine and is gone, or
    /// nothing has been written to it for a day.
    /// </summary>
    public static bool IsAbandoned(string name, TimeSpan age)
    {
        var parts = Path.GetFileNameWithoutExtension(name).Split(Separator);
        return age > Patience
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
            // Another user's, so it may not be asked; it is there.
            return true;
        }
    }
}
