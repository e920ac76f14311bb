using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Transfer.Augmentation;

/// <summary>
/// The file of an image: its ending, and how it is opened. Everything that reads images opens them here, because opening a pipe as a file
/// waits for ever.
/// </summary>
internal static partial class ImageFile
{
    /// <summary>The endings of image files, in words.</summary>
    public const string Endings = ".jpg, .jpeg, .jpe, .jfif, .pjpeg, .png, .webp, .bmp, .gif, .tif, .tiff, .heic, .heif or .avif";

    // ENXIO, which a socket gives.
    private const int NoSuchDevice = 6;

    // O_NONBLOCK | O_CLOEXEC: a pipe is opened at once even when nobody writes into it.
    private const int Linux = 0x800 | 0x80000;
    private const int Mac = 0x4 | 0x1000000;

    /// <summary>
    /// True when a file's name ends like that of an image, in upper or lower case, also of one that is not read: its outcome says what it
    /// is.
    /// </summary>
    public static bool HasEnding(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is var ending && (IsRead(ending) || IsForeign(ending));

    private static bool IsRead(string ending) => ending is
        ".JPG" or ".JPEG" or ".JPE" or ".JFIF" or ".PJPEG" or ".PNG" or ".WEBP" or ".BMP" or ".GIF"
        or ".TIF" or ".TIFF" or ".HEIC" or ".HEIF" or ".AVIF";

    private static bool IsForeign(string ending) => ending is
        ".JXL" or ".JP2" or ".J2K" or ".JXR" or ".PSD" or ".SVG" or ".ICO" or ".QOI" or ".EXR" or ".HDR" or ".DDS"
        or ".PNM" or ".PPM" or ".PGM" or ".PBM" or ".DNG" or ".CR2" or ".CR3" or ".NEF" or ".ARW" or ".ORF" or ".RW2" or ".RAF";

    /// <summary>Opens a file for reading. Never waits.</summary>
    /// <exception cref="NotAFileException">The path leads to a pipe, a socket or a device.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        }

        var handle = new SafeFileHandle(OpenDescriptor(path, OperatingSystem.IsMacOS() ? Mac : Linux), ownsHandle: true);
        try
        {
            if (!handle.IsInvalid)
            {
                ThrowIfSpecial(handle);
                return handle;
            }

            if (Marshal.GetLastPInvokeError() == NoSuchDevice)
            {
                throw new NotAFileException();
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        handle.Dispose();
        if (path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new IOException("has a name that is not UTF-8, with which it cannot be opened; rename it");
        }

        // It cannot be opened; this says why.
        return File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Reads a whole file.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] ReadAllBytes(string path)
    {
        using var handle = Open(path);
        var length = RandomAccess.GetLength(handle);
        if (length > Array.MaxLength)
        {
            throw new IOException($"has {length} bytes; at most {Array.MaxLength} can be read");
        }

        var bytes = new byte[length];
        var read = Read(handle, bytes);
        return read == length ? bytes : bytes[..read];
    }

    /// <summary>Reads from the beginning of a file until the buffer is full or the file ends.</summary>
    /// <returns>The number of bytes.</returns>
    public static int Read(SafeFileHandle handle, Span<byte> buffer)
    {
        var length = 0;
        for (int read; length < buffer.Length && (read = RandomAccess.Read(handle, buffer[length..], length)) > 0;)
        {
            length += read;
        }

        return length;
    }

    /// <summary>Whether a path leads to a pipe, a socket or a device; false also for what cannot be opened.</summary>
    public static bool IsSpecial(string path)
    {
        try
        {
            Open(path).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception is NotAFileException;
        }
    }

    private static void ThrowIfSpecial(SafeFileHandle handle)
    {
        try
        {
            // A device such as /dev/zero says that it has no bytes, and gives some.
            if (RandomAccess.GetLength(handle) > 0 || Read(handle, stackalloc byte[1]) == 0)
            {
                return;
            }
        }
        catch (NotSupportedException)
        {
            // It has no length.
        }

        throw new NotAFileException();
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenDescriptor(string path, int flags);
}
