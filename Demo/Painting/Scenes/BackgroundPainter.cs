using SkiaSharp;

namespace Transfer.Demo;

/// <summary>The place behind the animal. Drawn small and enlarged, which gives it a camera's shallow depth of field.</summary>
internal sealed class BackgroundPainter(Canvas canvas)
{
    private static readonly SKColor[] Walls =
        [new(214, 204, 186), new(176, 188, 192), new(150, 140, 128), new(196, 176, 160), new(120, 132, 130), new(232, 228, 220)];

    private static readonly SKColor[] Fabrics =
        [new(110, 60, 52), new(60, 76, 110), new(98, 104, 78), new(150, 132, 112), new(70, 66, 70), new(176, 150, 96)];

    private static readonly SKColor[] Leaves = [new(58, 92, 40), new(88, 120, 54), new(40, 66, 34), new(124, 138, 70)];
    private static readonly SKColor WindowFrame = new(235, 232, 226);

    /// <summary>Paints a random place.</summary>
    public void Paint()
    {
        // The height of the floor or horizon.
        var horizon = canvas.Height * canvas.Between(0.4f, 0.7f);
        canvas.Pick<Action<float>>([Room, Garden, Street, Plain])(horizon);
    }

    private void Room(float horizon)
    {
        var wall = canvas.Pick<SKColor>(Walls);
        var floor = canvas.Pick<SKColor>([new(140, 100, 66), new(170, 140, 104), new(110, 104, 100), new(96, 70, 52)]);
        Above(horizon, wall, Colours.Shade(wall, 0.85f));
        Below(horizon, Colours.Shade(floor, 0.8f), floor);
        for (var plank = 0; plank < 8; plank++)
        {
            var x = canvas.Width * ((plank / 4f) - 0.5f);
            var start = new SKPoint((x * 0.5f) + (canvas.Width * 0.25f), horizon);
            canvas.Line(start, new SKPoint(x, canvas.Height), Colours.Shade(floor, 0.65f), 1);
        }

        if (canvas.Random.Chance(0.5))
        {
            Window(horizon);
        }

        if (canvas.Random.Chance(0.6))
        {
            Sofa(horizon);
        }

        if (canvas.Random.Chance(0.5))
        {
            var carpet = canvas.Pick<SKColor>(Fabrics);
            var frame = Frame.At(canvas.Width * canvas.Between(0.2f, 0.8f), canvas.Height, canvas.Width);
            canvas.Fill(Shapes.Oval(frame, 0, -0.05f, canvas.Between(0.4f, 0.8f), canvas.Between(0.12f, 0.25f)), carpet);
            Speckle(horizon, carpet, 200, 2);
        }

        for (var item = canvas.Random.Next(4); item > 0; item--)
        {
            var (x, size) = (canvas.Between(0, canvas.Width), canvas.Between(0.05f, 0.18f) * canvas.Width);
            canvas.Rectangle(x, horizon - (size * 1.4f), x + size, horizon + (size * 0.4f), canvas.Pick<SKColor>(Fabrics));
        }
    }

    private void Window(float horizon)
    {
        var (left, top) = (canvas.Between(-0.1f, 0.7f) * canvas.Width, canvas.Between(-0.1f, 0.1f) * canvas.Height);
        var (right, bottom) = (left + (canvas.Between(0.25f, 0.45f) * canvas.Width), horizon * 0.75f);
        var (middleX, middleY) = ((left + right) / 2, (top + bottom) / 2);
        canvas.Rectangle(left - 3, top - 3, right + 3, bottom + 3, WindowFrame);
        canvas.Gradient(new(left, top, right, bottom), new SKColor(216, 230, 244), new SKColor(170, 196, 176));
        canvas.Rectangle(middleX - 1.5f, top, middleX + 1.5f, bottom, WindowFrame);
        canvas.Rectangle(left, middleY - 1.5f, right, middleY + 1.5f, WindowFrame);
    }

    private void Sofa(float horizon)
    {
        var colour = canvas.Pick<SKColor>(Fabrics);
        var (left, wide) = (canvas.Between(-0.3f, 0.4f) * canvas.Width, canvas.Between(0.6f, 1f) * canvas.Width);
        var top = horizon - (canvas.Between(0.15f, 0.4f) * canvas.Height);
        canvas.Gradient(new(left, top, left + wide, horizon + (0.1f * canvas.Height)), colour, Colours.Shade(colour, 0.65f));
        var (cushionTop, cushionBottom) = (horizon - (0.06f * canvas.Height), horizon + (0.06f * canvas.Height));
        for (var cushion = 0; cushion < 2; cushion++)
        {
            var x = left + (wide * ((cushion / 2f) + 0.05f));
            canvas.Rectangle(x, cushionTop, x + (wide * 0.42f), cushionBottom, Colours.Shade(colour, 1.12f));
        }
    }

    private void Garden(float horizon)
    {
        Above(horizon, new SKColor(140, 176, 214), new SKColor(214, 224, 226));
        var grass = canvas.Pick<SKColor>(Leaves);
        Below(horizon, Colours.Shade(grass, 0.85f), Colours.Shade(grass, 1.2f));
        for (var tree = canvas.Random.Next(5); tree >= 0; tree--)
        {
            var (x, size) = (canvas.Between(0, canvas.Width), canvas.Between(0.12f, 0.35f) * canvas.Width);
            var leaf = canvas.Pick<SKColor>(Leaves);
            canvas.Rectangle(x - (size * 0.1f), horizon - size, x + (size * 0.1f), horizon + 3, new SKColor(84, 64, 48));
            for (var puff = 0; puff < 9; puff++)
            {
                var frame = Frame.At(x + (canvas.Between(-0.6f, 0.6f) * size), horizon - (size * canvas.Between(0.4f, 1.6f)), size);
                var oval = Shapes.Oval(frame, canvas.Between(0.2f, 0.45f), canvas.Between(0.2f, 0.4f));
                canvas.Fill(oval, Colours.Shade(leaf, canvas.Between(0.7f, 1.3f)));
            }
        }

        Speckle(horizon, grass, 500, 4);
    }

    private void Street(float horizon)
    {
        Above(horizon, new SKColor(188, 200, 212), new SKColor(220, 218, 212));
        var x = -canvas.Between(0, 30);
        while (x < canvas.Width)
        {
            var wide = canvas.Between(0.2f, 0.4f) * canvas.Width;
            var top = horizon * canvas.Between(-0.1f, 0.5f);
            var high = horizon - top;
            var wall = canvas.Pick<SKColor>([.. Walls, new(150, 84, 66), new(120, 72, 60)]);
            canvas.Rectangle(x, top, x + wide, horizon, Colours.Shade(wall, 0.85f));
            for (var window = 0; window < 6; window++)
            {
                var column = x + (wide * (0.12f + (0.3f * (window % 3))));
                var row = top + (high * (0.12f + (0.45f * (window / 3))));
                canvas.Rectangle(column, row, column + (wide * 0.16f), row + (high * 0.25f), new SKColor(62, 70, 80));
            }

            x += wide;
        }

        var road = canvas.Pick<SKColor>([new(110, 108, 106), new(136, 132, 126), new(160, 150, 138)]);
        Below(horizon, Colours.Shade(road, 0.85f), road);
        for (var row = 1; row < 4; row++)
        {
            var y = horizon + ((canvas.Height - horizon) * row * row / 16f);
            canvas.Line(new SKPoint(0, y), new SKPoint(canvas.Width, y), Colours.Shade(road, 0.75f), 1);
        }

        Speckle(horizon, road, 300, 1);
    }

    /// <summary>A cloth with folds, and no horizon.</summary>
    private void Plain(float horizon)
    {
        var colour = canvas.Pick<SKColor>([.. Walls, .. Fabrics]);
        Below(0, Colours.Shade(colour, canvas.Between(0.8f, 1.15f)), Colours.Shade(colour, canvas.Between(0.6f, 1f)));
        for (var fold = canvas.Random.Next(7); fold > 0; fold--)
        {
            var frame = Frame.At(canvas.Between(0, canvas.Width), canvas.Between(0, canvas.Height), canvas.Width);
            var (across, down) = (canvas.Between(0.1f, 0.5f), canvas.Between(0.03f, 0.2f));
            var oval = Shapes.Oval(frame.Inside(0, 0, canvas.Between(0, 180)), across, down);
            canvas.Fill(oval, Colours.Shade(colour, canvas.Between(0.7f, 1.2f)).WithAlpha(120));
        }
    }

    private void Above(float horizon, SKColor first, SKColor last) => canvas.Gradient(new(0, 0, canvas.Width, horizon), first, last);

    private void Below(float horizon, SKColor first, SKColor last) =>
        canvas.Gradient(new(0, horizon, canvas.Width, canvas.Height), first, last);

    /// <summary>Many short upright strokes below the horizon in shades of one colour: blades, pile or grit.</summary>
    private void Speckle(float horizon, SKColor colour, int count, float length)
    {
        using var paint = new SKPaint { StrokeWidth = 1 };
        foreach (var gain in (ReadOnlySpan<float>)[0.7f, 0.9f, 1.2f])
        {
            var points = new SKPoint[count / 3 * 2];
            for (var index = 0; index < points.Length; index += 2)
            {
                var (x, y) = (canvas.Between(0, canvas.Width), canvas.Between(horizon, canvas.Height));
                points[index] = new SKPoint(x, y);
                points[index + 1] = new SKPoint(x + canvas.Between(-1, 1), y - length);
            }

            paint.Color = Colours.Shade(colour, gain);
            canvas.Skia.DrawPoints(SKPointMode.Lines, points, paint);
        }
    }
}
