using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Where a drawing in animal units (1 = the radius of the head) lies in the image, in pixels.</summary>
/// <param name="Matrix">From units to pixels.</param>
/// <param name="Scale">Pixels a unit.</param>
internal readonly record struct Frame(SKMatrix Matrix, float Scale)
{
    /// <summary>A frame with its origin at a pixel, so many pixels a unit, optionally facing left.</summary>
    public static Frame At(float x, float y, float scale, bool mirrored = false)
    {
        var matrix = SKMatrix.CreateTranslation(x, y).PreConcat(SKMatrix.CreateScale(mirrored ? -scale : scale, scale));
        return new Frame(matrix, scale);
    }

    /// <summary>A frame inside this one: moved, turned and resized in this frame's units.</summary>
    public Frame Inside(float x, float y, float degrees = 0, float size = 1)
    {
        var matrix = Matrix
            .PreConcat(SKMatrix.CreateTranslation(x, y))
            .PreConcat(SKMatrix.CreateRotationDegrees(degrees))
            .PreConcat(SKMatrix.CreateScale(size, size));
        return new Frame(matrix, Scale * size);
    }

    /// <summary>The pixel of a point.</summary>
    public SKPoint Map(float x, float y) => Matrix.MapPoint(x, y);
}
