using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Transfer.FeatureCache;

/// <summary>Opens what .NET does not open, on every system but Windows: folders.</summary>
internal static partial class PosixFile
{
    public const int ReadOnly = 0;

    /// <summary>The handle is invalid when the path cannot be opened; the error is the last one of P/Invoke.</summary>
    public static SafeFileHandle Open(string path, int flags) => new(OpenDescriptor(path, flags), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenDescriptor(string path, int flags);
}
