using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Where the samples of a stored image lie in a square plane of the result, so that the image stands upright.</summary>
/// <param name="Origin">The index of the stored image's top left sample.</param>
/// <param name="AlongRow">What one step to the right in the stored image adds.</param>
/// <param name="AlongColumn">What one step down in the stored image adds.</param>
internal readonly record struct Placement(int Origin, int AlongRow, int AlongColumn)
{
    /// <summary>The placement for an orientation as in the tag 0x0112 of the Exif 2.3 standard.</summary>
    public static Placement For(SKEncodedOrigin orientation, int size)
    {
        var last = size - 1;
        return orientation switch
        {
            SKEncodedOrigin.TopRight => new(last, -1, size),
            SKEncodedOrigin.BottomRight => new((last * size) + last, -1, -size),
            SKEncodedOrigin.BottomLeft => new(last * size, 1, -size),
            SKEncodedOrigin.LeftTop => new(0, size, 1),
            SKEncodedOrigin.RightTop => new(last, size, -1),
            SKEncodedOrigin.RightBottom => new((last * size) + last, -size, -1),
            SKEncodedOrigin.LeftBottom => new(last * size, -size, 1),
            _ => new(0, 1, size),
        };
    }

    /// <summary>The placement of the same image with left and right, or top and bottom, exchanged in the result.</summary>
    public Placement Flipped(bool horizontal, bool vertical, int size)
    {
        var last = size - 1;
        var (row, column) = (Origin / size, Origin % size);
        // A step within a row is 1 or -1, one between rows a whole row; with one pixel in all it does not matter.
        int Step(int step) => Math.Abs(step) == size ? (vertical ? -step : step) : horizontal ? -step : step;
        return new(((vertical ? last - row : row) * size) + (horizontal ? last - column : column), Step(AlongRow), Step(AlongColumn));
    }
}
