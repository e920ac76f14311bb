using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Transfer.FeatureCache;

/// <summary>Stamps of files on Windows (<c>GetFileInformationByHandleEx</c>): with their number in the volume and change time.</summary>
internal static partial class WindowsStamp
{
    private const int FileBasicInfo = 0;
    private const int FileStandardInfo = 1;
    private const int FileIdInfo = 18;

    /// <summary>Null when the system does not tell.</summary>
    /// <param name="path">Where the file lies.</param>
    public static FileStamp? TryOf(SafeFileHandle handle, string path)
    {
        return TryGet(handle, FileBasicInfo, out Basic basic) && TryGet(handle, FileStandardInfo, out Standard standard)
            && TryGet(handle, FileIdInfo, out Identity identity)
            ? new FileStamp(
                standard.Size, Ticks(basic.Modified), ChangeTimes.AreKept(identity.Volume, path) ? Ticks(basic.Changed) : 0,
                identity.Low ^ identity.High)
            : null;
    }

    // From ticks since the year 1601.
    private static long Ticks(long time) => time + new DateTime(1601, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private static unsafe bool TryGet<T>(SafeFileHandle handle, int kind, out T value)
        where T : unmanaged
    {
        value = default;
        fixed (T* result = &value)
        {
            return GetInformation(handle, kind, result, sizeof(T));
        }
    }

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandleEx")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool GetInformation(SafeFileHandle handle, int kind, void* result, int size);

    /// <summary><c>FILE_BASIC_INFO</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Basic
    {
        private readonly long _created, _accessed;
        public readonly long Modified, Changed;
        private readonly long _attributes;
    }

    /// <summary><c>FILE_STANDARD_INFO</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Standard
    {
        private readonly long _allocated;
        public readonly long Size, Rest;
    }

    /// <summary><c>FILE_ID_INFO</c></summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Identity
    {
        public readonly ulong Volume;
        public readonly long Low, High;
    }
}
