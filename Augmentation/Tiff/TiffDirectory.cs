namespace Transfer.Augmentation;

/// <summary>
/// The first directory of a TIFF file (TIFF 6.0, section 2, and BigTIFF), read before LibTiff.NET opens the file, because that allocates
/// whatever a directory declares.
/// </summary>
internal readonly ref struct TiffDirectory
{
    // The sizes of the types 1 to 18 in bytes; 0 for those that do not exist.
    private static ReadOnlySpan<byte> Sizes => [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

    private readonly ReadOnlySpan<byte> _file;
    private readonly bool _isLittle;
    private readonly bool _isBig;
    private readonly long _first;

    private TiffDirectory(ReadOnlySpan<byte> file)
    {
        _file = file;
        _isLittle = file[0] == (byte)'I';
        _isBig = Number(2, 2) == 43;
        var start = _isBig ? Number(8, 8) : Number(4, 4);
        EntryCount = Number(start, CountLength);
        _first = start + CountLength;
        IsWhole = start > 0 && EntryCount is > 0 and <= ushort.MaxValue && _first + (EntryCount * EntryLength) <= file.Length;
    }

    /// <summary>Whether all entries are in the file.</summary>
    private bool IsWhole { get; }

    private long EntryCount { get; }

    private int CountLength => _isBig ? 8 : 2;

    private int EntryLength => _isBig ? 20 : 12;

    private int OffsetLength => _isBig ? 8 : 4;

    /// <summary>Why the library must not open a file; null when it may.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="maxPixels">The most pixels of the image, and of a tile.</param>
    public static ImageOutcome? Refusal(ReadOnlySpan<byte> file, long maxPixels)
    {
        var directory = new TiffDirectory(file);
        return directory.IsWhole && directory.ValuesAreInFile() ? directory.TooMuch(maxPixels) : Early;
    }

    private static ImageOutcome Early => new(ImageStatus.Truncated, "is a TIFF file that ends early");

    private static ImageOutcome Damaged => new(ImageStatus.Unreadable, "is a TIFF file with damaged content");

    private bool ValuesAreInFile()
    {
        for (var entry = 0; entry < EntryCount; entry++)
        {
            var at = _first + (entry * EntryLength);
            var (size, count) = (SizeOf(Number(at + 2, 2)), Number(at + 4, OffsetLength));
            // Readers leave out what points past the end, but none can be longer than the file.
            if (count < 0 || (size > 0 && count > _file.Length / size))
            {
                return false;
            }
        }

        return true;
    }

    private ImageOutcome? TooMuch(long maxPixels)
    {
        var (width, height) = (Value(TiffTags.Width, 0), Value(TiffTags.Height, 0));
        var (tileWidth, tileHeight) = (Value(TiffTags.TileWidth, 0), Value(TiffTags.TileHeight, 0));
        if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue)
        {
            return Damaged;
        }

        if (ImageDecoder.TooLarge((int)width, (int)height, maxPixels) is { } refusal)
        {
            return refusal;
        }

        var isTiled = tileWidth > 0 && tileHeight > 0;
        var rows = Value(TiffTags.RowsPerStrip, height) is > 0 and var given ? Math.Min(given, height) : height;
        var (partWidth, partHeight) = isTiled ? (tileWidth, tileHeight) : (width, rows);
        if (partWidth > int.MaxValue || partHeight > int.MaxValue)
        {
            return Damaged;
        }

        if (ImageDecoder.TooLarge((int)partWidth, (int)partHeight, maxPixels) is { } tooLarge)
        {
            return tooLarge with { Detail = $"is a TIFF file whose tile {tooLarge.Detail}" };
        }

        // The library makes two lists of this length, whatever the file has.
        var planes = Value(TiffTags.Planes, 1) == 2 ? Value(TiffTags.Channels, 1) : 1;
        var parts = Parts(width, partWidth) * Parts(height, partHeight) * planes;
        return parts > CountOf(isTiled ? TiffTags.TileOffsets : TiffTags.StripOffsets) ? Damaged : null;
    }

    private static long Parts(long length, long part) => (length + part - 1) / part;

    /// <summary>The first value of a tag.</summary>
    private long Value(int tag, long otherwise)
    {
        var at = Find(tag);
        if (at < 0)
        {
            return otherwise;
        }

        var size = SizeOf(Number(at + 2, 2));
        var isInside = size * Number(at + 4, OffsetLength) <= OffsetLength;
        return size == 0 ? otherwise : Number(isInside ? at + 4 + OffsetLength : Number(at + 4 + OffsetLength, OffsetLength), size);
    }

    private long CountOf(int tag) => Find(tag) is >= 0 and var at ? Number(at + 4, OffsetLength) : 0;

    /// <summary>Where an entry begins; -1 where there is none.</summary>
    private long Find(int tag)
    {
        for (var entry = 0; entry < EntryCount; entry++)
        {
            if (Number(_first + (entry * EntryLength), 2) == tag)
            {
                return _first + (entry * EntryLength);
            }
        }

        return -1;
    }

    private static int SizeOf(long type) => type < Sizes.Length ? Sizes[(int)type] : 0;

    /// <summary>An unsigned number of 1, 2, 4 or 8 bytes; -1 where it is not in the file or too large.</summary>
    private long Number(long at, int length)
    {
        if (at < 0 || at > _file.Length - length)
        {
            return -1;
        }

        var bytes = _file.Slice((int)at, length);
        var value = 0L;
        for (var i = 0; i < length; i++)
        {
            value = (value << 8) | bytes[_isLittle ? length - 1 - i : i];
        }

        return value < 0 ? -1 : value;
    }
}
