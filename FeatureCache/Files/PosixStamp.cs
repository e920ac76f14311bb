using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Transfer.FeatureCache;

/// <summary>Stamps of files on Linux (<c>statx</c>) and on macOS (<c>stat</c>): with their inode and change time.</summary>
internal static partial class PosixStamp
{
    private const int Nothing = -100;
    private const int NoPath = 0x1000;
    private const int AskTheServer = 0x2000;

    // Modification time, change time, inode and size.
    private const uint Fields = 0x40 | 0x80 | 0x100 | 0x200;

    private const int LongestResult = 256;
    private const int NanosecondsPerTick = 100;

    private static readonly bool HasOldNames = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Null when the system does not tell, or there is no such file.</summary>
    public static FileStamp? TryOf(string path)
    {
        Span<byte> result = stackalloc byte[LongestResult];
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return StatX(Nothing, path, AskTheServer, Fields, ref result[0]) == 0 ? OfLinux(result, path) : null;
            }

            return (HasOldNames ? StatX64(path, ref result[0]) : Stat(path, ref result[0])) == 0 ? OfMac(result, path) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Null when the system does not tell.</summary>
    /// <param name="path">Where the file lies.</param>
    public static FileStamp? TryOf(SafeFileHandle handle, string path)
    {
        Span<byte> result = stackalloc byte[LongestResult];
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return StatX(handle, "", AskTheServer | NoPath, Fields, ref result[0]) == 0 ? OfLinux(result, path) : null;
            }

            return (HasOldNames ? FStatX64(handle, ref result[0]) : FStat(handle, ref result[0])) == 0 ? OfMac(result, path) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    // struct statx, which is the same on every processor.
    private static FileStamp? OfLinux(ReadOnlySpan<byte> result, string path)
    {
        var device = ((ulong)BitConverter.ToUInt32(result[136..]) << 32) | BitConverter.ToUInt32(result[140..]);
        return (BitConverter.ToUInt32(result) & Fields) == Fields
            ? new FileStamp(
                BitConverter.ToInt64(result[40..]), Ticks(result[112..]),
                ChangeTimes.AreKept(device, path) ? Ticks(result[96..]) : 0, BitConverter.ToInt64(result[32..]))
            : null;
    }

    // struct stat with inodes of 64 bits.
    private static FileStamp OfMac(ReadOnlySpan<byte> result, string path) => new(
        BitConverter.ToInt64(result[96..]), Ticks(result[48..]),
        ChangeTimes.AreKept(BitConverter.ToUInt32(result), path) ? Ticks(result[64..]) : 0, BitConverter.ToInt64(result[8..]));

    private static long Ticks(ReadOnlySpan<byte> time) => DateTime.UnixEpoch.Ticks
        + (BitConverter.ToInt64(time) * TimeSpan.TicksPerSecond) + (BitConverter.ToUInt32(time[8..]) / NanosecondsPerTick);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte result);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(SafeFileHandle file, string path, int flags, uint mask, ref byte result);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, ref byte result);

    [LibraryImport("libc", EntryPoint = "fstat")]
    private static partial int FStat(SafeFileHandle file, ref byte result);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX64(string path, ref byte result);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64")]
    private static partial int FStatX64(SafeFileHandle file, ref byte result);
}
