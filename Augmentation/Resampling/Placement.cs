using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Where the samples of a stored image lie in a square plane of the result, so that the image stands upright.</summary>
/// <param name="Size">Height and width of the plane.</param>
/// <param name="Origin">The index of the stored image's top left sample.</param>
/// <param name="AlongRow">The step in the plane for one step to the right in the stored image.</param>
/// <param name="AlongColumn">The step in the plane for one step down in the stored image.</param>
internal readonly record struct Placement(int Size, int Origin, int AlongRow, int AlongColumn)
{
    /// <summary>The placement for an orientation as in the tag 0x0112 of the Exif 2.3 standard.</summary>
    public static Placement For(SKEncodedOrigin orientation, int size)
    {
        var last = size - 1;
        return orientation switch
        {
            SKEncodedOrigin.TopRight => new(size, last, -1, size),
            SKEncodedOrigin.BottomRight => new(size, (last * size) + last, -1, -size),
            SKEncodedOrigin.BottomLeft => new(size, last * size, 1, -size),
            SKEncodedOrigin.LeftTop => new(size, 0, size, 1),
            SKEncodedOrigin.RightTop => new(size, last, size, -1),
            SKEncodedOrigin.RightBottom => new(size, (last * size) + last, -size, -1),
            SKEncodedOrigin.LeftBottom => new(size, last * size, -size, 1),
            _ => new(size, 0, 1, size),
        };
    }

    /// <summary>The placement of the same image with left and right, or top and bottom, exchanged in the result.</summary>
    public Placement Flipped(bool horizontal, bool vertical)
    {
        var (size, last) = (Size, Size - 1);
        var (row, column) = (Origin / size, Origin % size);
        // A step within a row is 1 or -1, one between rows a whole row; with one pixel in all it does not matter.
        int Step(int step) => Math.Abs(step) == size ? (vertical ? -step : step) : horizontal ? -step : step;
        var origin = ((vertical ? last - row : row) * size) + (horizontal ? last - column : column);
        return new(size, origin, Step(AlongRow), Step(AlongColumn));
    }
}
