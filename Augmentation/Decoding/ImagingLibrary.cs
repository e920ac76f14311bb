using System.Reflection;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>The names and versions of the libraries that decode.</summary>
internal static class ImagingLibrary
{
    /// <summary>The version of the library for HEIC and AVIF; null in a build without it.</summary>
    public static string? HeifVersion =>
#if HEIF
        HeifDecoder.Version;
#else
        null;
#endif

    /// <summary>
    /// Identifies the way from bytes to floats, for a cache key: another text means that the floats may differ. No library is loaded that
    /// is not used.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such library.</exception>
    public static string FormatVersion(Imaging imaging)
    {
        Check(imaging);
        var decoder = imaging == Imaging.Skia ? $"skiasharp-{SkiaVersion()}" : $"imagesharp-{ImageSharpDecoder.Version}";
        var others = $"libtiff-{TiffDecoder.Version}{(HeifVersion is { } heif ? $",magick-{heif}" : "")}";
        return $"triangle-3,{decoder},{others}";
    }

    /// <summary>Reads <c>skia</c> or <c>imagesharp</c>, in upper or lower case.</summary>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    public static Imaging Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EnumText.TryParse<Imaging>(text, out var imaging)
            ? imaging
            : throw new ArgumentException($"There is no imaging library '{text}'; expected skia or imagesharp.");
    }

    /// <summary>The sentence about a value that is none of the libraries; null for one that is.</summary>
    public static string? Fault(Imaging imaging) =>
        Enum.IsDefined(imaging) ? null : $"Imaging is {imaging}; expected Skia or ImageSharp.";

    /// <exception cref="ArgumentException">There is no such library.</exception>
    public static void Check(Imaging imaging)
    {
        if (Fault(imaging) is { } fault)
        {
            throw new ArgumentException(fault);
        }
    }

    private static string SkiaVersion()
    {
        var assembly = typeof(SKCodec).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";
    }
}
