namespace Transfer.Pipeline.Audit;

/// <summary>What is measured of an image beside its features. Pixels are measured at <see cref="MeasuredPixels.Size"/> squared.</summary>
internal sealed record ImageMeasures
{
    /// <summary>The width of the upright image in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>The height of the upright image in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The size of the file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Such as <c>JPEG</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The quality of a JPEG, 1 to 100; 0 where it cannot be told.</summary>
    public required int JpegQuality { get; init; }

    /// <summary>Make and model of the camera; empty where the file does not say.</summary>
    public required string Camera { get; init; }

    /// <summary>What is measured of the pixels.</summary>
    public required PixelMeasures Pixels { get; init; }

    /// <summary>The difference hash.</summary>
    public required DifferenceHash Hash { get; init; }

    /// <summary>The difference hash of the image with left and right exchanged.</summary>
    public required DifferenceHash MirroredHash { get; init; }

    /// <summary>The brightness at <see cref="MeasuredPixels.ThumbnailSize"/> squared, 0 to 255, row by row.</summary>
    public required byte[] Thumbnail { get; init; }

    /// <summary>The longer side over the shorter one, at least 1.</summary>
    public double AspectRatio => (double)Math.Max(Width, Height) / Math.Max(1, Math.Min(Width, Height));

    /// <summary>Writes all of it.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Width);
        writer.Write(Height);
        writer.Write(Bytes);
        writer.Write(Format);
        writer.Write(JpegQuality);
        writer.Write(Camera);
        foreach (var value in Pixels.ToArray())
        {
            writer.Write(value);
        }

        foreach (var hash in new[] { Hash, MirroredHash })
        {
            writer.Write(hash.Across);
            writer.Write(hash.Down);
        }

        writer.Write(Thumbnail);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null for anything else.</summary>
    public static ImageMeasures? Read(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
        try
        {
            return new ImageMeasures
            {
                Width = reader.ReadInt32(),
                Height = reader.ReadInt32(),
                Bytes = reader.ReadInt64(),
                Format = reader.ReadString(),
                JpegQuality = reader.ReadInt32(),
                Camera = reader.ReadString(),
                Pixels = PixelMeasures.Of([.. Enumerable.Range(0, PixelMeasures.Count).Select(_ => reader.ReadSingle())]),
                Hash = new DifferenceHash(reader.ReadUInt64(), reader.ReadUInt64()),
                MirroredHash = new DifferenceHash(reader.ReadUInt64(), reader.ReadUInt64()),
                Thumbnail = reader.ReadBytes(MeasuredPixels.ThumbnailSize * MeasuredPixels.ThumbnailSize),
            };
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            return null;
        }
    }
}
