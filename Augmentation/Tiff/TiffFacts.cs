using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>What the first directory of a TIFF file says of its image.</summary>
internal sealed record TiffFacts
{
    private const int MostChannels = 5;
    private const int DngVersion = 50706;

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int Channels { get; init; }

    public required int Bits { get; init; }

    public required Photometric Photometric { get; init; }

    public required bool IsContiguous { get; init; }

    public required bool IsTiled { get; init; }

    public required bool HasMorePages { get; init; }

    public required SKEncodedOrigin Orientation { get; init; }

    /// <summary>Why it is not read; null when it is.</summary>
    public required string? Unsupported { get; init; }

    /// <summary>Where the pixels end in the file; 0 when it does not say.</summary>
    public required long DataEnd { get; init; }

    /// <summary>Whether samples of 16 bits are read one after another, so that those of 12 bits are found.</summary>
    public bool CanBeTwelveBit => Bits == 16 && !IsTiled && IsContiguous
        && ((Photometric == Photometric.MINISBLACK && Channels == 1) || (Photometric == Photometric.RGB && Channels == 3));

    /// <exception cref="InvalidDataException">It does not say the size of the image.</exception>
    public static TiffFacts Of(BitMiracle.LibTiff.Classic.Tiff tiff)
    {
        var (width, height) = (Value(tiff, TiffTag.IMAGEWIDTH), Value(tiff, TiffTag.IMAGELENGTH));
        if (width <= 0 || height <= 0)
        {
            throw new InvalidDataException("A TIFF image has no size.");
        }

        return new TiffFacts
        {
            Width = width,
            Height = height,
            Channels = Value(tiff, TiffTag.SAMPLESPERPIXEL),
            Bits = Value(tiff, TiffTag.BITSPERSAMPLE),
            Photometric = (Photometric)Value(tiff, TiffTag.PHOTOMETRIC),
            IsContiguous = Value(tiff, TiffTag.PLANARCONFIG) == (int)PlanarConfig.CONTIG,
            IsTiled = tiff.IsTiled(),
            HasMorePages = !tiff.LastDirectory(),
            Orientation = Value(tiff, TiffTag.ORIENTATION) is >= 1 and <= 8 and var orientation ? (SKEncodedOrigin)orientation
                : SKEncodedOrigin.TopLeft,
            Unsupported = Fault(tiff),
            DataEnd = EndOf(tiff),
        };
    }

    /// <summary>Such as <c>16-bit reduced; first page of several</c>; null for none.</summary>
    /// <param name="isTwelveBit">Whether samples have 12 of 16 bits.</param>
    public string? Conversions(bool isTwelveBit)
    {
        var isGrey = Photometric is Photometric.MINISBLACK or Photometric.MINISWHITE;
        string?[] parts =
        [
            Orientation == SKEncodedOrigin.TopLeft ? null : "EXIF-rotated",
            Photometric == Photometric.SEPARATED ? "CMYK converted" : null,
            isTwelveBit ? SixteenBits.Stretched : Bits == 16 ? "16-bit reduced" : null,
            isGrey ? "grey expanded" : null,
            (isGrey && Channels == 2) || (Photometric == Photometric.RGB && Channels == 4) ? "alpha flattened" : null,
            HasMorePages ? "first page of several" : null,
        ];
        string[] given = [.. parts.OfType<string>()];
        return given.Length == 0 ? null : string.Join("; ", given);
    }

    private static string? Fault(BitMiracle.LibTiff.Classic.Tiff tiff)
    {
        // The library gives numbers of sixteen bits a sign.
        var (compression, channels) = ((Compression)Value(tiff, TiffTag.COMPRESSION), (ushort)Value(tiff, TiffTag.SAMPLESPERPIXEL));
        var (bits, format) = ((ushort)Value(tiff, TiffTag.BITSPERSAMPLE), (SampleFormat)Value(tiff, TiffTag.SAMPLEFORMAT));
        return tiff.GetField((TiffTag)DngVersion) is not null || (Value(tiff, TiffTag.SUBFILETYPE) & 1) != 0
                ? "is a camera's raw file, a TIFF file that begins with a thumbnail; expected a developed photograph"
            : channels > MostChannels ? $"is a TIFF file with {channels} channels; expected grey, palette, RGB or CMYK"
            : bits is not (1 or 2 or 4 or 8 or 16) || (format != SampleFormat.UINT && format != 0)
                ? $"is a TIFF file with samples of {bits} bits{(format == SampleFormat.IEEEFP ? " in floating point" : "")}; expected 1 "
                    + "to 8, or 16"
            : !tiff.IsCodecConfigured(compression) ? $"is a TIFF file with the compression {compression}, which is not read"
            : tiff.RGBAImageOK(out var message) ? null : $"is a TIFF file of a kind that is not read: {message.TrimEnd('.')}";
    }

    private static int Value(BitMiracle.LibTiff.Classic.Tiff tiff, TiffTag tag) =>
        tiff.GetFieldDefaulted(tag) is [var value, ..] ? value.ToInt() : 0;

    /// <summary>The end of the last strip or tile.</summary>
    private static long EndOf(BitMiracle.LibTiff.Classic.Tiff tiff)
    {
        var (offsets, counts) = tiff.IsTiled() ? (TiffTag.TILEOFFSETS, TiffTag.TILEBYTECOUNTS)
            : (TiffTag.STRIPOFFSETS, TiffTag.STRIPBYTECOUNTS);
        return tiff.GetField(offsets) is [var starts, ..] && tiff.GetField(counts) is [var lengths, ..]
            ? starts.TolongArray().Zip(lengths.TolongArray(), EndOf).DefaultIfEmpty().Max() : 0;
    }

    // Of sixty-four bits a number may be anything.
    private static long EndOf(long start, long length) => start < 0 || length < 0 || start > long.MaxValue - length ? long.MaxValue
        : start + length;
}
