using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;

namespace Transfer.Augmentation;

/// <summary>What the head of a JPEG says of how it was made; no pixel is decoded.</summary>
/// <param name="Quality">The encoder's quality, 1 to 100, estimated from the quantisation tables; 0 where it cannot be told.</param>
/// <param name="Camera">Make and model from the Exif data; empty where there are none.</param>
internal readonly record struct JpegHead(int Quality, string Camera)
{
    private const long MostPixels = 1L << 31;

    /// <summary>Reads the head of a file; (0, "") for one that is damaged or of another format.</summary>
    public static unsafe JpegHead Read(ReadOnlySpan<byte> encoded)
    {
        if (ImageFormat.Recognise(encoded) != "JPEG")
        {
            return new(0, "");
        }

        try
        {
            fixed (byte* bytes = encoded)
            {
                using var stream = new UnmanagedMemoryStream(bytes, encoded.Length);
                var facts = new JpegDecoder().Identify(ImageSharpFormats.ConfigurationFor(MostPixels), stream, CancellationToken.None);
                var exif = facts.Metadata.ExifProfile;
                string?[] camera = [exif?.GetValue(ExifTag.Make)?.Value, exif?.GetValue(ExifTag.Model)?.Value];
                return new(
                    facts.Metadata.GetJpegMetadata().Quality,
                    string.Join(' ', camera.Select(text => text?.Trim('\0', ' ')).Where(text => !string.IsNullOrEmpty(text)).Distinct()));
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The library meets damaged files with any exception.
            return new(0, "");
        }
    }
}
