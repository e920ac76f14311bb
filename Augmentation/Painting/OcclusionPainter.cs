using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Things in front of the animal: blades of grass, the bars of a fence, a ball, furniture, leaves.</summary>
internal sealed class OcclusionPainter(Easel easel)
{
    private static readonly SKColor[] Things = [new(170, 60, 50), new(60, 96, 150), new(196, 170, 60), new(92, 70, 54), new(120, 120, 118), new(70, 100, 60)];

    /// <summary>Paints one thing into about half of the images.</summary>
    public void Paint()
    {
        switch (easel.Random.Next(10))
        {
            case 0:
                Grass();
                break;
            case 1:
                Fence();
                break;
            case 2:
                Ball();
                break;
            case 3:
                Furniture();
                break;
            case 4:
                Branch();
                break;
            default:
                break;
        }
    }

    private void Grass()
    {
        var colour = easel.Pick<SKColor>([new(74, 110, 46), new(110, 130, 60), new(150, 140, 84)]);
        for (var blade = 0; blade < 40; blade++)
        {
            var x = easel.Between(0, easel.Width);
            var tall = easel.Height * easel.Between(0.08f, 0.3f);
            var path = new SKPath();
            path.MoveTo(x, easel.Height + 2);
            path.QuadTo(x + easel.Between(-6, 6), easel.Height - (tall * 0.6f), x + easel.Between(-22, 22), easel.Height - tall);
            easel.Stroke(path, Tint.Shade(colour, easel.Between(0.6f, 1.3f)), easel.Between(1, 3) * easel.Width / 256);
        }
    }

    private void Fence()
    {
        var colour = easel.Pick<SKColor>([new(70, 66, 64), new(150, 120, 88), new(225, 222, 214)]);
        var (gap, bar) = (easel.Width * easel.Between(0.16f, 0.3f), easel.Width * easel.Between(0.012f, 0.035f));
        for (var x = easel.Between(0, gap); x < easel.Width; x += gap)
        {
            easel.Rectangle(x, 0, x + bar, easel.Height, colour);
            easel.Rectangle(x + (bar * 0.65f), 0, x + bar, easel.Height, Tint.Shade(colour, 0.65f));
        }

        var y = easel.Height * easel.Between(0.75f, 0.92f);
        easel.Rectangle(0, y, easel.Width, y + (bar * 1.2f), Tint.Shade(colour, 0.85f));
    }

    private void Ball()
    {
        var colour = easel.Pick<SKColor>(Things);
        var radius = easel.Width * easel.Between(0.06f, 0.14f);
        var frame = Frame.At(easel.Between(0.1f, 0.9f) * easel.Width, easel.Height * easel.Between(0.78f, 0.95f), radius, false);
        easel.Fill(Shapes.Oval(frame, 0.1f, 0.9f, 1, 0.25f), new SKColor(0, 0, 0, 90), radius * 0.15f);
        easel.Fill(Shapes.Oval(frame, 0, 0, 1, 1), Tint.Shade(colour, 0.75f));
        easel.Fill(Shapes.Oval(frame, easel.Light.X * 0.2f, easel.Light.Y * 0.2f, 0.75f, 0.75f), colour, radius * 0.2f);
        easel.Fill(Shapes.Oval(frame, easel.Light.X * 0.45f, easel.Light.Y * 0.45f, 0.2f, 0.2f), SKColors.White.WithAlpha(150), radius * 0.1f);
    }

    private void Furniture()
    {
        var colour = easel.Pick<SKColor>(Things);
        if (easel.Random.Chance(0.5))
        {
            easel.Gradient(0, easel.Height * easel.Between(0.78f, 0.92f), easel.Width, easel.Height, colour, Tint.Shade(colour, 0.6f));
            return;
        }

        var wide = easel.Width * easel.Between(0.08f, 0.22f);
        var left = easel.Random.Chance(0.5) ? 0 : easel.Width - wide;
        easel.Gradient(left, easel.Height * easel.Between(-0.1f, 0.4f), left + wide, easel.Height, Tint.Shade(colour, 1.1f), Tint.Shade(colour, 0.6f));
    }

    private void Branch()
    {
        var colour = easel.Pick<SKColor>([new(70, 104, 44), new(96, 128, 60), new(140, 110, 50)]);
        var (x, y) = (easel.Random.Chance(0.5) ? 0 : easel.Width, easel.Height * easel.Between(0.1f, 0.9f));
        for (var leaf = 0; leaf < 12; leaf++)
        {
            var frame = Frame.At(x + (easel.Between(-0.22f, 0.22f) * easel.Width), y + (easel.Between(-0.2f, 0.2f) * easel.Height), easel.Width, false);
            easel.Fill(Shapes.Oval(frame, 0, 0, easel.Between(0.03f, 0.08f), easel.Between(0.01f, 0.03f), easel.Between(0, 180)), Tint.Shade(colour, easel.Between(0.6f, 1.3f)));
        }
    }
}
