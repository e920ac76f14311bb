using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Ears of a head seen from the front; the unit is the head's radius and <c>side</c> is -1 or 1.</summary>
internal sealed class EarPainter(Canvas canvas, FurPainter fur, PetTraits traits)
{
    private static readonly SKColor Inner = new(176, 126, 116);

    /// <summary>Ears that stand up, drawn before the head.</summary>
    public void Upright(in Frame frame, int side)
    {
        if (traits.Ears == EarForm.Floppy)
        {
            return;
        }

        var size = traits.EarSize;
        var stretch = traits.HeadWidth * (1 + (0.18f * side * traits.Turn));
        var (tipX, tipY, inX, outX, outY) = traits.Ears switch
        {
            EarForm.Triangle => (0.8f, -0.72f - (0.78f * size), 0.2f, 0.98f, -0.2f),
            EarForm.Pricked => (0.62f, -0.7f - (0.98f * size), 0.16f, 0.8f, -0.3f),
            _ => (0.72f, -0.75f - (0.45f * size), 0.2f, 0.85f, -0.3f),
        };
        (float X, float Y) At(float x, float y) => (x * side * stretch, y);
        var bulge = traits.Ears == EarForm.Triangle ? 0.06f : 0.14f;
        var middleIn = ((inX + tipX) / 2) - bulge;
        var middleOut = ((outX + tipX) / 2) + bulge;
        var middleY = (tipY - 0.6f) / 2;
        var ear = Shapes.Smooth(
            frame, At(inX, -0.6f), At(middleIn, middleY - 0.15f), At(tipX - 0.04f, tipY), At(tipX + 0.05f, tipY + 0.03f),
            At(middleOut, middleY + 0.05f), At(outX, outY), At(0.5f, -0.3f));
        fur.Paint(ear, frame, CoatPart.Ear, frame.Map(0, 0));
        if (traits.Ears == EarForm.SemiFolded)
        {
            var fold = Shapes.Smooth(
                frame, At(inX + 0.14f, tipY + 0.12f), At(tipX + 0.1f, tipY - 0.02f), At(outX + 0.1f, tipY + 0.3f),
                At(outX + 0.06f, tipY + 0.62f), At(0.62f, tipY + 0.42f));
            fur.Paint(fold, frame, CoatPart.Ear, frame.Map(tipX * side * stretch, tipY - 0.3f), 0.85f);
            return;
        }

        var inside = Shapes.Smooth(
            frame, At(inX + 0.2f, -0.62f), At(middleIn + 0.14f, middleY - 0.1f), At(tipX - 0.01f, tipY + 0.2f),
            At(middleOut - 0.12f, middleY), At(outX - 0.14f, outY - 0.15f));
        canvas.Fill(inside, Inner.WithAlpha(200), 0.04f * frame.Scale);
        for (var hair = 0; hair < 7; hair++)
        {
            var from = At(inX + 0.12f + canvas.Between(0, 0.25f), -0.6f);
            var to = At(tipX - canvas.Between(0, 0.3f), tipY + canvas.Between(0.25f, 0.6f));
            var thickness = MathF.Max(0.7f, 0.02f * frame.Scale);
            canvas.Line(frame.Map(from.X, from.Y), frame.Map(to.X, to.Y), new SKColor(225, 210, 195, 130), thickness);
        }
    }

    /// <summary>Ears that hang, drawn over the head.</summary>
    public void Hanging(in Frame frame, int side)
    {
        if (traits.Ears != EarForm.Floppy)
        {
            return;
        }

        var stretch = traits.HeadWidth * (1 + (0.15f * side * traits.Turn));
        var end = 0.35f + (0.45f * traits.EarSize);
        (float X, float Y) At(float x, float y) => (x * side * stretch, y);
        var ear = Shapes.Smooth(
            frame, At(0.5f, -0.82f), At(0.85f, -0.68f), At(1.12f, -0.1f), At(1.2f, end * 0.7f), At(1.02f, end), At(0.82f, end * 0.7f),
            At(0.74f, -0.05f), At(0.62f, -0.5f));
        fur.Paint(ear, frame, CoatPart.Ear, frame.Map(0.5f * side, -1.2f), 0.82f);
    }
}
