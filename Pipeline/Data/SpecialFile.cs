using System.Runtime.InteropServices;

namespace Transfer.Pipeline.Data;

/// <summary>Finds out without waiting whether a path is a pipe, a socket or a device.</summary>
internal static class SpecialFile
{
    // O_RDONLY | O_NONBLOCK: a pipe is opened at once even when nobody writes into it.
    private const int NonBlocking = 0x800;
    private const int NonBlockingOfMac = 0x4;

    // ENXIO, which a socket gives.
    private const int NoSuchDevice = 6;

    /// <summary>False also for what cannot be opened; that is said when it is read.</summary>
    public static bool Is(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        using var handle = PosixFile.Open(path, OperatingSystem.IsMacOS() ? NonBlockingOfMac : NonBlocking);
        if (handle.IsInvalid)
        {
            return Marshal.GetLastPInvokeError() == NoSuchDevice;
        }

        try
        {
            _ = RandomAccess.GetLength(handle);
            return false;
        }
        catch (NotSupportedException)
        {
            return true;
        }
    }
}
