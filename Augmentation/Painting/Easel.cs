using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>The canvas, the random numbers and the light of one image, with the few strokes that every painter uses.</summary>
internal sealed class Easel(SKCanvas canvas, SeededRandom random, float width, float height)
{
    private readonly float _lightAngle = (float)random.Uniform(-2.6, -0.5);

    public SKCanvas Canvas => canvas;

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
            canvas.DrawPath(path, paint);
        }
    }

    /// <summary>Draws a path's line and disposes of it.</summary>
    public void Stroke(SKPath path, SKColor colour, float thickness)
    {
        using (path)
        using (var paint = Pen(colour, thickness))
        {
            canvas.DrawPath(path, paint);
        }
    }

    public void Line(SKPoint from, SKPoint to, SKColor colour, float thickness)
    {
        using var paint = Pen(colour, thickness);
        canvas.DrawLine(from, to, paint);
    }

    public void Rectangle(float left, float top, float right, float bottom, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawRect(new SKRect(left, top, right, bottom), paint);
    }

    /// <summary>Fills a rectangle with a gradient from its top to its bottom.</summary>
    public void Gradient(float left, float top, float right, float bottom, SKColor first, SKColor last)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(left, top), new SKPoint(left, bottom), [first, last], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(new SKRect(left, top, right, bottom), paint);
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
