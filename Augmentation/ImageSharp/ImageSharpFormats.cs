using System.Collections.Concurrent;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;

namespace Transfer.Augmentation;

/// <summary>The decoders of ImageSharp that are used, and the limits that they have. Its other decoders see no file.</summary>
internal static class ImageSharpFormats
{
    private const int BytesPerPixel = 4;
    private const int Megabyte = 1 << 20;

    private static readonly ConcurrentDictionary<int, Configuration> Configurations = [];

    private static readonly BmpDecoder Bmp = new();
    private static readonly JpegDecoder Jpeg = new();
    private static readonly WebpDecoder Webp = new();

    // Texts of a PNG are compressed, and would be inflated without a limit; its orientation is read by other means.
    private static readonly PngDecoder Png = new() { IgnoreMetadata = true };
    private static readonly GifDecoder Gif = new() { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First, MaxFrames = 1 };

    public static IImageDecoder DecoderOf(string format) => format switch
    {
        "JPEG" => Jpeg,
        "PNG" => Png,
        "WebP" => Webp,
        "GIF" => Gif,
        "BMP" => Bmp,
        _ => throw new ArgumentException($"ImageSharp is not used for {format}."),
    };

    /// <summary>One thread, and no buffer larger than the pixels of the largest image that is accepted.</summary>
    public static Configuration ConfigurationFor(long maxPixels) =>
        Configurations.GetOrAdd((int)((ImageDecoder.MostPixels(maxPixels) * BytesPerPixel / Megabyte) + 1), megabytes => new()
        {
            MaxDegreeOfParallelism = 1,
            MemoryAllocator = MemoryAllocator.Create(new() { AllocationLimitMegabytes = megabytes }),
        });
}
