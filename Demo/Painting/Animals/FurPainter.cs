using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Fills outlines with hair: a shaded ground, and many short strokes that flow away from a point and over the edge.</summary>
internal sealed class FurPainter(Canvas canvas, Coat coat)
{
    private const int Blends = 4;
    private const int Shades = 5;

    private readonly List<SKPoint>[] _strokes = [.. Enumerable.Range(0, Blends * Shades).Select(_ => new List<SKPoint>())];

    /// <summary>Paints a part and disposes of its outline.</summary>
    /// <param name="outline">The outline in pixels.</param>
    /// <param name="frame">The frame whose units the markings are in.</param>
    /// <param name="source">The pixel that hairs point away from.</param>
    /// <param name="gain">Brightness of the whole part; below 1 for a part on the far side.</param>
    public void Paint(SKPath outline, in Frame frame, CoatPart part, SKPoint source, float gain = 1)
    {
        using (outline)
        {
            var bounds = outline.TightBounds;
            if (bounds.Width < 1 || bounds.Height < 1)
            {
                return;
            }

            Ground(outline, bounds, part, gain);
            Hairs(outline, bounds, frame, part, source);
            Draw(frame, gain);
        }
    }

    private void Ground(SKPath outline, SKRect bounds, CoatPart part, float gain)
    {
        var marking = coat.Pattern == CoatPattern.Tabby ? 0.2f : coat.MarkingAt(0, 0, part);
        var colour = Colours.Shade(Colours.Mix(coat.Base, coat.Marking, marking), gain);
        var reach = MathF.Max(bounds.Width, bounds.Height) / 2;
        var light = canvas.Light;
        var centre = new SKPoint(bounds.MidX, bounds.MidY);
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(centre.X + (light.X * reach), centre.Y + (light.Y * reach)),
            new SKPoint(centre.X - (light.X * reach), centre.Y - (light.Y * reach)),
            [Colours.Shade(colour, 1.1f), Colours.Shade(colour, 0.62f)],
            SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsAntialias = true };
        canvas.Skia.DrawPath(outline, paint);

        // A dark rim, so that a part stands out from the one behind it.
        using var rim = new SKPaint
        {
            Color = Colours.Shade(colour, 0.4f).WithAlpha(90),
            Style = SKPaintStyle.Stroke,
            StrokeWidth = MathF.Max(1, reach * 0.06f),
            IsAntialias = true,
        };
        canvas.Skia.DrawPath(outline, rim);
    }

    private void Hairs(SKPath outline, SKRect bounds, in Frame frame, CoatPart part, SKPoint source)
    {
        var toUnits = frame.Matrix.Invert();
        var visible = SKRect.Intersect(bounds, new SKRect(0, 0, canvas.Width, canvas.Height));
        var hair = MathF.Max(coat.HairLength * frame.Scale, 2.2f);
        var count = (int)Math.Min(visible.Width * visible.Height / MathF.Max(hair * 0.55f, 2.5f), 2200);
        var light = canvas.Light;
        for (var index = 0; index < count; index++)
        {
            var (x, y) = (canvas.Between(visible.Left, visible.Right), canvas.Between(visible.Top, visible.Bottom));
            if (!outline.Contains(x, y))
            {
                continue;
            }

            var unit = toUnits.MapPoint(x, y);
            var marking = coat.MarkingAt(unit.X, unit.Y, part);
            var lit = (((x - bounds.MidX) / bounds.Width * light.X) + ((y - bounds.MidY) / bounds.Height * light.Y)) * 1.7f;
            var shade = Math.Clamp((int)(((lit + 1) / 2 * Shades) + canvas.Between(-1.1f, 1.1f)), 0, Shades - 1);
            var blend = Math.Clamp((int)((marking * (Blends - 1)) + canvas.Between(0.2f, 0.8f)), 0, Blends - 1);
            var angle = MathF.Atan2(y - source.Y, x - source.X) + canvas.Between(-0.45f, 0.45f);
            var length = hair * canvas.Between(0.5f, 1.1f);
            var strokes = _strokes[(blend * Shades) + shade];
            strokes.Add(new SKPoint(x, y));
            strokes.Add(new SKPoint(x + (MathF.Cos(angle) * length), y + (MathF.Sin(angle) * length)));
        }
    }

    private void Draw(in Frame frame, float gain)
    {
        using var paint = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = Math.Clamp(frame.Scale * 0.028f, 0.8f, 2f),
            IsAntialias = true,
        };
        for (var index = 0; index < _strokes.Length; index++)
        {
            var strokes = _strokes[index];
            if (strokes.Count == 0)
            {
                continue;
            }

            var colour = Colours.Mix(coat.Base, coat.Marking, index / Shades / (Blends - 1f));
            paint.Color = Colours.Shade(colour, gain * (0.55f + (0.16f * (index % Shades)))).WithAlpha(210);
            canvas.Skia.DrawPoints(SKPointMode.Lines, [.. strokes], paint);
            strokes.Clear();
        }
    }
}
