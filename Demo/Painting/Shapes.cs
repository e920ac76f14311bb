using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Outlines in pixels from a few points in animal units. The caller disposes of the path.</summary>
internal static class Shapes
{
    /// <summary>A closed curve through all points (Catmull-Rom splines as cubic Bézier curves).</summary>
    public static SKPath Smooth(in Frame frame, params ReadOnlySpan<(float X, float Y)> points)
    {
        var path = new SKPath();
        var count = points.Length;
        path.MoveTo(points[0].X, points[0].Y);
        for (var index = 0; index < count; index++)
        {
            var before = points[(index + count - 1) % count];
            var from = points[index];
            var to = points[(index + 1) % count];
            var after = points[(index + 2) % count];
            path.CubicTo(
                from.X + ((to.X - before.X) / 6), from.Y + ((to.Y - before.Y) / 6),
                to.X - ((after.X - from.X) / 6), to.Y - ((after.Y - from.Y) / 6),
                to.X, to.Y);
        }

        path.Close();
        path.Transform(frame.Matrix);
        return path;
    }

    /// <summary>An ellipse about a point.</summary>
    public static SKPath Oval(in Frame frame, float x, float y, float radiusX, float radiusY) =>
        Oval(frame.Inside(x, y), radiusX, radiusY);

    /// <summary>An ellipse about the origin of a frame.</summary>
    public static SKPath Oval(in Frame frame, float radiusX, float radiusY)
    {
        var path = new SKPath();
        path.AddOval(new SKRect(-radiusX, -radiusY, radiusX, radiusY));
        path.Transform(frame.Matrix);
        return path;
    }

    /// <summary>A leg or a tail: a chain of joints, each with its half width, with a rounded end.</summary>
    public static SKPath Limb(in Frame frame, params ReadOnlySpan<(float X, float Y, float HalfWidth)> joints)
    {
        var count = joints.Length;
        var outline = new (float X, float Y)[(2 * count) + 1];
        for (var index = 0; index < count; index++)
        {
            var before = joints[Math.Max(index - 1, 0)];
            var after = joints[Math.Min(index + 1, count - 1)];
            var (alongX, alongY) = (after.X - before.X, after.Y - before.Y);
            var length = MathF.Max(MathF.Sqrt((alongX * alongX) + (alongY * alongY)), 1e-4f);
            var (x, y, half) = joints[index];
            var (normalX, normalY) = (-alongY / length * half, alongX / length * half);
            outline[index] = (x + normalX, y + normalY);
            outline[(2 * count) - index] = (x - normalX, y - normalY);
            if (index == count - 1)
            {
                outline[count] = (x + (alongX / length * half), y + (alongY / length * half));
            }
        }

        return Smooth(frame, outline);
    }
}
