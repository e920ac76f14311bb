using System.Reflection;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>The libraries that this build can decode with.</summary>
internal static class ImagingLibrary
{
    /// <summary>The version of the library for HEIC and AVIF; null in a build without it.</summary>
    public static string? HeifVersion =>
#if HEIF
        HeifDecoder.Version;
#else
        null;
#endif

    /// <summary>True when the build has the library.</summary>
    public static bool IsAvailable(Imaging imaging) => AssemblyOf(imaging) is not null;

    /// <summary>Identifies the way from bytes to floats, for a cache key: another text means that the floats may differ.</summary>
    /// <exception cref="NotSupportedException">The build does not have the library.</exception>
    public static string FormatVersion(Imaging imaging)
    {
        Require(imaging);
        var assembly = AssemblyOf(imaging)!;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var name = imaging == Imaging.Skia ? "skiasharp" : "imagesharp";
        var others = $"libtiff-{TiffDecoder.Version}{(HeifVersion is { } heif ? $",magick-{heif}" : "")}";
        return $"triangle-3,{name}-{version?.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown"},{others}";
    }

    /// <summary>Reads <c>skia</c> or <c>imagesharp</c>, in upper or lower case.</summary>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    /// <exception cref="NotSupportedException">The build does not have the library.</exception>
    public static Imaging Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!EnumText.TryParse<Imaging>(text, out var imaging))
        {
            throw new ArgumentException($"There is no imaging library '{text}'; expected skia or imagesharp.");
        }

        Require(imaging);
        return imaging;
    }

    /// <summary>The sentence about a library that the build does not have; null when it has it.</summary>
    public static string? Fault(Imaging imaging) => IsAvailable(imaging) ? null
        : $"This build cannot decode with {imaging}. Build it with -p:ImageSharp=true and accept ImageSharp's licence, or choose skia.";

    /// <exception cref="NotSupportedException">The build does not have the library.</exception>
    public static void Require(Imaging imaging)
    {
        if (Fault(imaging) is { } fault)
        {
            throw new NotSupportedException(fault);
        }
    }

    private static Assembly? AssemblyOf(Imaging imaging) => imaging switch
    {
        Imaging.Skia => typeof(SKCodec).Assembly,
#if IMAGESHARP
        Imaging.ImageSharp => typeof(SixLabors.ImageSharp.Image).Assembly,
#endif
        _ => null,
    };
}
