using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Eyes, noses, mouths and whiskers.</summary>
internal sealed class FacePainter(Canvas canvas, PetTraits traits)
{
    private static readonly SKColor Dark = new(22, 18, 18);
    private static readonly SKColor Pink = new(196, 128, 122);
    private readonly bool _pinkNose = canvas.Random.Chance(0.5);

    /// <summary>A cat's eye: almond-shaped, coloured, with a slit that widens.</summary>
    public void CatEye(in Frame frame, float x, float y, float width)
    {
        var side = MathF.Sign(x);
        var eye = frame.Inside(x, y, 12 * side);
        canvas.Fill(Almond(eye, width * 1.18f, 0.235f), Dark);
        using var clip = Almond(eye, width, 0.195f);
        canvas.Skia.Save();
        canvas.Skia.ClipPath(clip, SKClipOperation.Intersect, true);
        canvas.Fill(Shapes.Oval(eye, 0.26f, 0.26f), Colours.Shade(traits.EyeColour, 0.8f));
        canvas.Fill(Shapes.Oval(eye, 0, 0.07f, 0.17f, 0.13f), Colours.Shade(traits.EyeColour, 1.2f));
        canvas.Fill(Shapes.Oval(eye, 0.17f * traits.Pupil, 0.18f), Dark);
        canvas.Skia.Restore();
        canvas.Fill(Shapes.Oval(frame, x + 0.06f, y - 0.07f, 0.045f, 0.045f), SKColors.White.WithAlpha(230));
    }

    /// <summary>A dog's eye: smaller, round and dark, under a brow.</summary>
    public void DogEye(in Frame frame, float x, float y, float width)
    {
        canvas.Fill(Shapes.Oval(frame, x, y, width * 1.3f, 0.16f), Dark);
        canvas.Fill(Shapes.Oval(frame, x, y, width, 0.125f), traits.EyeColour);
        canvas.Fill(Shapes.Oval(frame, x, y, width * 0.55f, 0.075f), Dark);
        canvas.Fill(Shapes.Oval(frame, x + 0.04f, y - 0.05f, 0.035f, 0.035f), SKColors.White.WithAlpha(230));
    }

    /// <summary>A cat's small triangular nose with the mouth below it.</summary>
    public void CatNose(in Frame frame, float x, float y)
    {
        var colour = _pinkNose ? Pink : new SKColor(70, 48, 46);
        var nose = Shapes.Smooth(
            frame, (x - 0.13f, y - 0.06f), (x, y - 0.08f), (x + 0.13f, y - 0.06f), (x + 0.05f, y + 0.06f), (x, y + 0.09f),
            (x - 0.05f, y + 0.06f));
        canvas.Fill(nose, colour);
        Mouth(frame, new(x, y + 0.08f), 0.12f, 0.24f, 0.1f);
    }

    /// <summary>A dog's broad dark nose with nostrils and the mouth below it.</summary>
    public void DogNose(in Frame frame, float x, float y)
    {
        var nose = Shapes.Smooth(
            frame, (x - 0.25f, y - 0.07f), (x, y - 0.17f), (x + 0.25f, y - 0.07f), (x + 0.17f, y + 0.11f), (x, y + 0.17f),
            (x - 0.17f, y + 0.11f));
        canvas.Fill(nose, new SKColor(34, 29, 30));
        canvas.Fill(Shapes.Oval(frame, x, y - 0.08f, 0.13f, 0.04f), SKColors.White.WithAlpha(85));
        canvas.Fill(Shapes.Oval(frame, x - 0.1f, y + 0.04f, 0.05f, 0.035f), SKColors.Black);
        canvas.Fill(Shapes.Oval(frame, x + 0.1f, y + 0.04f, 0.05f, 0.035f), SKColors.Black);
        Mouth(frame, new(x, y + 0.16f), 0.16f, 0.4f, 0.13f);
    }

    public void Tongue(in Frame frame, float x, float y)
    {
        canvas.Fill(Shapes.Oval(frame, x, y, 0.3f, 0.12f), new SKColor(60, 26, 28));
        var tongue = Shapes.Smooth(frame, (x - 0.18f, y), (x + 0.18f, y), (x + 0.19f, y + 0.32f), (x, y + 0.5f), (x - 0.19f, y + 0.32f));
        canvas.Fill(tongue, new SKColor(214, 112, 118));
        canvas.Line(frame.Map(x, y + 0.05f), frame.Map(x, y + 0.36f), new SKColor(170, 80, 88), 0.03f * frame.Scale);
    }

    /// <summary>Whiskers to one side (-1 or 1) from a point beside the nose.</summary>
    public void Whiskers(in Frame frame, float x, float y, int side, float reach)
    {
        for (var row = 0; row < 4; row++)
        {
            var path = new SKPath();
            var drop = -0.2f + (0.15f * row) + canvas.Between(-0.05f, 0.05f);
            var start = frame.Map(x, y + (0.05f * row));
            var bend = frame.Map(x + (side * reach * 0.55f), y + (drop * 0.4f));
            var end = frame.Map(x + (side * reach), y + drop + 0.1f);
            path.MoveTo(start);
            path.QuadTo(bend, end);
            canvas.Stroke(path, new SKColor(245, 243, 238, 190), MathF.Max(0.7f, 0.016f * frame.Scale));
        }
    }

    private static SKPath Almond(in Frame frame, float halfWidth, float halfHeight) => Shapes.Smooth(
        frame, (-halfWidth, 0.05f), (-halfWidth * 0.4f, -halfHeight * 0.9f), (halfWidth * 0.5f, -halfHeight), (halfWidth, -0.05f),
        (halfWidth * 0.4f, halfHeight * 0.85f), (-halfWidth * 0.5f, halfHeight * 0.8f));

    private void Mouth(in Frame frame, SKPoint nose, float drop, float reach, float depth)
    {
        var (x, y) = (nose.X, nose.Y);
        var path = new SKPath();
        path.MoveTo(frame.Map(x - reach, y + drop));
        path.QuadTo(frame.Map(x - (reach * 0.4f), y + drop + depth), frame.Map(x, y + drop));
        path.QuadTo(frame.Map(x + (reach * 0.4f), y + drop + depth), frame.Map(x + reach, y + drop));
        path.MoveTo(frame.Map(x, y));
        path.LineTo(frame.Map(x, y + drop));
        canvas.Stroke(path, Dark.WithAlpha(190), MathF.Max(0.8f, 0.04f * frame.Scale));
    }
}
