using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>The place behind the animal. Drawn on a smaller canvas and enlarged, which gives it a camera's shallow depth of field.</summary>
internal sealed class BackgroundPainter(Easel easel)
{
    private static readonly SKColor[] Walls = [new(214, 204, 186), new(176, 188, 192), new(150, 140, 128), new(196, 176, 160), new(120, 132, 130), new(232, 228, 220)];
    private static readonly SKColor[] Fabrics = [new(110, 60, 52), new(60, 76, 110), new(98, 104, 78), new(150, 132, 112), new(70, 66, 70), new(176, 150, 96)];
    private static readonly SKColor[] Leaves = [new(58, 92, 40), new(88, 120, 54), new(40, 66, 34), new(124, 138, 70)];

    /// <summary>Paints a random place; the result is the height of the floor or horizon.</summary>
    public float Paint()
    {
        var horizon = easel.Height * easel.Between(0.4f, 0.7f);
        switch (easel.Random.Next(4))
        {
            case 0:
                Room(horizon);
                break;
            case 1:
                Garden(horizon);
                break;
            case 2:
                Street(horizon);
                break;
            default:
                Plain();
                break;
        }

        return horizon;
    }

    private void Room(float horizon)
    {
        var wall = easel.Pick<SKColor>(Walls);
        var floor = easel.Pick<SKColor>([new(140, 100, 66), new(170, 140, 104), new(110, 104, 100), new(96, 70, 52)]);
        easel.Gradient(0, 0, easel.Width, horizon, wall, Tint.Shade(wall, 0.85f));
        easel.Gradient(0, horizon, easel.Width, easel.Height, Tint.Shade(floor, 0.8f), floor);
        for (var plank = 0; plank < 8; plank++)
        {
            var x = easel.Width * ((plank / 4f) - 0.5f);
            easel.Line(new SKPoint((x * 0.5f) + (easel.Width * 0.25f), horizon), new SKPoint(x, easel.Height), Tint.Shade(floor, 0.65f), 1);
        }

        if (easel.Random.Chance(0.5))
        {
            Window(horizon);
        }

        if (easel.Random.Chance(0.6))
        {
            Sofa(horizon);
        }

        if (easel.Random.Chance(0.5))
        {
            var carpet = easel.Pick<SKColor>(Fabrics);
            var frame = Frame.At(easel.Width * easel.Between(0.2f, 0.8f), easel.Height, easel.Width, false);
            easel.Fill(Shapes.Oval(frame, 0, -0.05f, easel.Between(0.4f, 0.8f), easel.Between(0.12f, 0.25f)), carpet);
            Speckle(0, horizon, easel.Width, easel.Height, carpet, 200, 2);
        }

        for (var item = easel.Random.Next(4); item > 0; item--)
        {
            var (x, size) = (easel.Between(0, easel.Width), easel.Between(0.05f, 0.18f) * easel.Width);
            easel.Rectangle(x, horizon - (size * 1.4f), x + size, horizon + (size * 0.4f), easel.Pick<SKColor>(Fabrics));
        }
    }

    private void Window(float horizon)
    {
        var (left, top) = (easel.Between(-0.1f, 0.7f) * easel.Width, easel.Between(-0.1f, 0.1f) * easel.Height);
        var (right, bottom) = (left + (easel.Between(0.25f, 0.45f) * easel.Width), horizon * 0.75f);
        easel.Rectangle(left - 3, top - 3, right + 3, bottom + 3, new SKColor(235, 232, 226));
        easel.Gradient(left, top, right, bottom, new SKColor(216, 230, 244), new SKColor(170, 196, 176));
        easel.Rectangle(((left + right) / 2) - 1.5f, top, ((left + right) / 2) + 1.5f, bottom, new SKColor(235, 232, 226));
        easel.Rectangle(left, ((top + bottom) / 2) - 1.5f, right, ((top + bottom) / 2) + 1.5f, new SKColor(235, 232, 226));
    }

    private void Sofa(float horizon)
    {
        var colour = easel.Pick<SKColor>(Fabrics);
        var (left, wide) = (easel.Between(-0.3f, 0.4f) * easel.Width, easel.Between(0.6f, 1f) * easel.Width);
        var top = horizon - (easel.Between(0.15f, 0.4f) * easel.Height);
        easel.Gradient(left, top, left + wide, horizon + (0.1f * easel.Height), colour, Tint.Shade(colour, 0.65f));
        for (var cushion = 0; cushion < 2; cushion++)
        {
            var x = left + (wide * ((cushion / 2f) + 0.05f));
            easel.Rectangle(x, horizon - (0.06f * easel.Height), x + (wide * 0.42f), horizon + (0.06f * easel.Height), Tint.Shade(colour, 1.12f));
        }
    }

    private void Garden(float horizon)
    {
        easel.Gradient(0, 0, easel.Width, horizon, new SKColor(140, 176, 214), new SKColor(214, 224, 226));
        var grass = easel.Pick<SKColor>(Leaves);
        easel.Gradient(0, horizon, easel.Width, easel.Height, Tint.Shade(grass, 0.85f), Tint.Shade(grass, 1.2f));
        for (var tree = easel.Random.Next(5); tree >= 0; tree--)
        {
            var (x, size) = (easel.Between(0, easel.Width), easel.Between(0.12f, 0.35f) * easel.Width);
            var leaf = easel.Pick<SKColor>(Leaves);
            easel.Rectangle(x - (size * 0.1f), horizon - size, x + (size * 0.1f), horizon + 3, new SKColor(84, 64, 48));
            for (var puff = 0; puff < 9; puff++)
            {
                var frame = Frame.At(x + (easel.Between(-0.6f, 0.6f) * size), horizon - (size * easel.Between(0.4f, 1.6f)), size, false);
                easel.Fill(Shapes.Oval(frame, 0, 0, easel.Between(0.2f, 0.45f), easel.Between(0.2f, 0.4f)), Tint.Shade(leaf, easel.Between(0.7f, 1.3f)));
            }
        }

        Speckle(0, horizon, easel.Width, easel.Height, grass, 500, 4);
    }

    private void Street(float horizon)
    {
        easel.Gradient(0, 0, easel.Width, horizon, new SKColor(188, 200, 212), new SKColor(220, 218, 212));
        var x = -easel.Between(0, 30);
        while (x < easel.Width)
        {
            var wide = easel.Between(0.2f, 0.4f) * easel.Width;
            var top = horizon * easel.Between(-0.1f, 0.5f);
            var wall = easel.Pick<SKColor>([.. Walls, new(150, 84, 66), new(120, 72, 60)]);
            easel.Rectangle(x, top, x + wide, horizon, Tint.Shade(wall, 0.85f));
            for (var window = 0; window < 6; window++)
            {
                var (column, row) = (x + (wide * (0.12f + (0.3f * (window % 3)))), top + ((horizon - top) * (0.12f + (0.45f * (window / 3)))));
                easel.Rectangle(column, row, column + (wide * 0.16f), row + ((horizon - top) * 0.25f), new SKColor(62, 70, 80));
            }

            x += wide;
        }

        var road = easel.Pick<SKColor>([new(110, 108, 106), new(136, 132, 126), new(160, 150, 138)]);
        easel.Gradient(0, horizon, easel.Width, easel.Height, Tint.Shade(road, 0.85f), road);
        for (var row = 1; row < 4; row++)
        {
            var y = horizon + ((easel.Height - horizon) * row * row / 16f);
            easel.Line(new SKPoint(0, y), new SKPoint(easel.Width, y), Tint.Shade(road, 0.75f), 1);
        }

        Speckle(0, horizon, easel.Width, easel.Height, road, 300, 1);
    }

    private void Plain()
    {
        var colour = easel.Pick<SKColor>([.. Walls, .. Fabrics]);
        easel.Gradient(0, 0, easel.Width, easel.Height, Tint.Shade(colour, easel.Between(0.8f, 1.15f)), Tint.Shade(colour, easel.Between(0.6f, 1f)));
        for (var fold = easel.Random.Next(7); fold > 0; fold--)
        {
            var frame = Frame.At(easel.Between(0, easel.Width), easel.Between(0, easel.Height), easel.Width, false);
            easel.Fill(Shapes.Oval(frame, 0, 0, easel.Between(0.1f, 0.5f), easel.Between(0.03f, 0.2f), easel.Between(0, 180)), Tint.Shade(colour, easel.Between(0.7f, 1.2f)).WithAlpha(120));
        }
    }

    /// <summary>Many short upright strokes in shades of one colour: blades, pile or grit.</summary>
    private void Speckle(float left, float top, float right, float bottom, SKColor colour, int count, float length)
    {
        using var paint = new SKPaint { StrokeWidth = 1 };
        foreach (var gain in (ReadOnlySpan<float>)[0.7f, 0.9f, 1.2f])
        {
            var points = new SKPoint[count / 3 * 2];
            for (var index = 0; index < points.Length; index += 2)
            {
                var (x, y) = (easel.Between(left, right), easel.Between(top, bottom));
                points[index] = new SKPoint(x, y);
                points[index + 1] = new SKPoint(x + easel.Between(-1, 1), y - length);
            }

            paint.Color = Tint.Shade(colour, gain);
            easel.Canvas.DrawPoints(SKPointMode.Lines, points, paint);
        }
    }
}
