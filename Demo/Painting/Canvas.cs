using SkiaSharp;

namespace Transfer.Demo;

/// <summary>The canvas of one image with its random numbers, its light, and the drawing operations that all painters use.</summary>
internal sealed class Canvas(SKCanvas skia, SeededRandom random, float width, float height)
{
    private readonly float _lightAngle = (float)random.Uniform(-2.6, -0.5);

    public SKCanvas Skia => skia;

    public SeededRandom Random => random;

    public float Width => width;

    public float Height => height;

    /// <summary>The unit vector towards the light.</summary>
    public SKPoint Light => new(MathF.Cos(_lightAngle), MathF.Sin(_lightAngle));

    public float Between(float low, float high) => (float)random.Uniform(low, high);

    /// <summary>A random item.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    /// <summary>Fills a path and disposes of it.</summary>
    public void Fill(SKPath path, SKColor colour, float blur = 0)
    {
        using (path)
        using (var paint = new SKPaint { Color = colour, IsAntialias = true })
        {
            using var filter = blur > 0.3f ? SKMaskFilter.CreateBlur(SKBlurStyle.Normal, blur) : null;
            paint.MaskFilter = filter;
            skia.DrawPath(path, paint);
        }
    }

    /// <summary>Draws a path's line and disposes of it.</summary>
    public void Stroke(SKPath path, SKColor colour, float thickness)
    {
        using (path)
        using (var paint = Pen(colour, thickness))
        {
            skia.DrawPath(path, paint);
        }
    }

    public void Line(SKPoint from, SKPoint to, SKColor colour, float thickness)
    {
        using var paint = Pen(colour, thickness);
        skia.DrawLine(from, to, paint);
    }

    public void Rectangle(float left, float top, float right, float bottom, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        skia.DrawRect(new SKRect(left, top, right, bottom), paint);
    }

    /// <summary>Fills a rectangle with a gradient from its top to its bottom.</summary>
    public void Gradient(SKRect area, SKColor first, SKColor last)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(area.Left, area.Top), new SKPoint(area.Left, area.Bottom), [first, last], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        skia.DrawRect(area, paint);
    }

    private static SKPaint Pen(SKColor colour, float thickness) => new()
    {
        Color = colour,
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = thickness,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };
}
