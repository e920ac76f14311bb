using System.Collections.Concurrent;

namespace Transfer.FeatureCache;

/// <summary>Knows the file systems that set a file's change time at every change, from a clock and not from what a program says.</summary>
/// <remarks>
/// All others, such as FAT, images of discs, FUSE and shares of other systems, make it up from the modification time or leave it as it is.
/// </remarks>
internal static class ChangeTimes
{
    private static readonly HashSet<string> Local = new(StringComparer.OrdinalIgnoreCase)
    {
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "tmpfs", "ramfs", "overlay", "overlayfs", "apfs", "hfs",
        "ntfs", "refs",
    };

    // Asked each time, these give the server's time.
    private static readonly HashSet<string> Network = new(StringComparer.OrdinalIgnoreCase) { "nfs", "nfs4", "ceph", "lustre" };

    private static readonly ConcurrentDictionary<ulong, bool> Devices = new();

    /// <param name="device">The number of the file system.</param>
    /// <param name="path">A file on it.</param>
    public static bool AreKept(ulong device, string path) =>
        Devices.TryGetValue(device, out var isKept) ? isKept : Devices[device] = AreKept(path);

    private static bool AreKept(string path)
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(path));
            return Network.Contains(drive.DriveFormat) || (Local.Contains(drive.DriveFormat) && drive.DriveType != DriveType.Network);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
