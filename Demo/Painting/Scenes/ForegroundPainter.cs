using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Things in front of the animal: blades of grass, the bars of a fence, a ball, furniture, leaves.</summary>
internal sealed class ForegroundPainter(Canvas canvas)
{
    private static readonly SKColor[] Things =
        [new(170, 60, 50), new(60, 96, 150), new(196, 170, 60), new(92, 70, 54), new(120, 120, 118), new(70, 100, 60)];

    /// <summary>Paints one thing into about half of the images.</summary>
    public void Paint()
    {
        Action[] things = [Grass, Fence, Ball, Furniture, Branch];
        var chosen = canvas.Random.Next(2 * things.Length);
        if (chosen < things.Length)
        {
            things[chosen]();
        }
    }

    private void Grass()
    {
        var colour = canvas.Pick<SKColor>([new(74, 110, 46), new(110, 130, 60), new(150, 140, 84)]);
        for (var blade = 0; blade < 40; blade++)
        {
            var x = canvas.Between(0, canvas.Width);
            var tall = canvas.Height * canvas.Between(0.08f, 0.3f);
            var path = new SKPath();
            path.MoveTo(x, canvas.Height + 2);
            path.QuadTo(
                x + canvas.Between(-6, 6), canvas.Height - (tall * 0.6f), x + canvas.Between(-22, 22), canvas.Height - tall);
            canvas.Stroke(path, Colours.Shade(colour, canvas.Between(0.6f, 1.3f)), canvas.Between(1, 3) * canvas.Width / 256);
        }
    }

    private void Fence()
    {
        var colour = canvas.Pick<SKColor>([new(70, 66, 64), new(150, 120, 88), new(225, 222, 214)]);
        var (gap, bar) = (canvas.Width * canvas.Between(0.16f, 0.3f), canvas.Width * canvas.Between(0.012f, 0.035f));
        for (var x = canvas.Between(0, gap); x < canvas.Width; x += gap)
        {
            canvas.Rectangle(x, 0, x + bar, canvas.Height, colour);
            canvas.Rectangle(x + (bar * 0.65f), 0, x + bar, canvas.Height, Colours.Shade(colour, 0.65f));
        }

        var y = canvas.Height * canvas.Between(0.75f, 0.92f);
        canvas.Rectangle(0, y, canvas.Width, y + (bar * 1.2f), Colours.Shade(colour, 0.85f));
    }

    private void Ball()
    {
        var colour = canvas.Pick<SKColor>(Things);
        var radius = canvas.Width * canvas.Between(0.06f, 0.14f);
        var frame = Frame.At(canvas.Between(0.1f, 0.9f) * canvas.Width, canvas.Height * canvas.Between(0.78f, 0.95f), radius);
        var light = canvas.Light;
        canvas.Fill(Shapes.Oval(frame, 0.1f, 0.9f, 1, 0.25f), new SKColor(0, 0, 0, 90), radius * 0.15f);
        canvas.Fill(Shapes.Oval(frame, 1, 1), Colours.Shade(colour, 0.75f));
        canvas.Fill(Shapes.Oval(frame, light.X * 0.2f, light.Y * 0.2f, 0.75f, 0.75f), colour, radius * 0.2f);
        canvas.Fill(Shapes.Oval(frame, light.X * 0.45f, light.Y * 0.45f, 0.2f, 0.2f), SKColors.White.WithAlpha(150), radius * 0.1f);
    }

    private void Furniture()
    {
        var colour = canvas.Pick<SKColor>(Things);
        if (canvas.Random.Chance(0.5))
        {
            var table = new SKRect(0, canvas.Height * canvas.Between(0.78f, 0.92f), canvas.Width, canvas.Height);
            canvas.Gradient(table, colour, Colours.Shade(colour, 0.6f));
            return;
        }

        var wide = canvas.Width * canvas.Between(0.08f, 0.22f);
        var left = canvas.Random.Chance(0.5) ? 0 : canvas.Width - wide;
        var cupboard = new SKRect(left, canvas.Height * canvas.Between(-0.1f, 0.4f), left + wide, canvas.Height);
        canvas.Gradient(cupboard, Colours.Shade(colour, 1.1f), Colours.Shade(colour, 0.6f));
    }

    private void Branch()
    {
        var colour = canvas.Pick<SKColor>([new(70, 104, 44), new(96, 128, 60), new(140, 110, 50)]);
        var (x, y) = (canvas.Random.Chance(0.5) ? 0 : canvas.Width, canvas.Height * canvas.Between(0.1f, 0.9f));
        for (var leaf = 0; leaf < 12; leaf++)
        {
            var frame = Frame.At(
                x + (canvas.Between(-0.22f, 0.22f) * canvas.Width), y + (canvas.Between(-0.2f, 0.2f) * canvas.Height), canvas.Width);
            var (across, down) = (canvas.Between(0.03f, 0.08f), canvas.Between(0.01f, 0.03f));
            var oval = Shapes.Oval(frame.Inside(0, 0, canvas.Between(0, 180)), across, down);
            canvas.Fill(oval, Colours.Shade(colour, canvas.Between(0.6f, 1.3f)));
        }
    }
}
