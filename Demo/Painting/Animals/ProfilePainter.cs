using SkiaSharp;

namespace Transfer.Demo;

/// <summary>A head seen from its side, looking along positive x, in units of its radius about its centre.</summary>
internal sealed class ProfilePainter(Canvas canvas, FurPainter fur, PetTraits traits)
{
    private static readonly SKColor Dark = new(24, 20, 20);
    private readonly FacePainter _face = new(canvas, traits);

    public void Paint(in Frame frame)
    {
        if (traits.IsDog)
        {
            Dog(frame);
        }
        else
        {
            Cat(frame);
        }
    }

    private void Cat(in Frame frame)
    {
        var size = traits.EarSize;
        var farEar = Shapes.Smooth(
            frame, (0.05f, -0.7f), (0.22f, -0.85f - (0.6f * size)), (0.3f, -0.84f - (0.6f * size)), (0.55f, -0.5f));
        fur.Paint(farEar, frame, CoatPart.Ear, frame.Map(0, 0), 0.7f);
        var nose = 0.84f + (0.1f * traits.Muzzle);
        var head = Shapes.Smooth(
            frame, (-0.85f, 0.2f), (-0.75f, -0.4f), (-0.2f, -0.82f), (0.3f, -0.74f), (0.62f, -0.42f), (nose, 0.0f), (nose + 0.04f, 0.22f),
            (nose - 0.08f, 0.48f), (0.55f, 0.66f), (0.1f, 0.8f), (-0.5f, 0.75f));
        fur.Paint(head, frame, CoatPart.Head, frame.Map(0.6f, 0.1f));
        fur.Paint(Shapes.Oval(frame, nose - 0.18f, 0.32f, 0.26f, 0.2f), frame, CoatPart.Muzzle, frame.Map(0.4f, 0.1f));
        var nearEar = Shapes.Smooth(
            frame, (-0.42f, -0.6f), (-0.3f, -0.85f - (0.72f * size)), (-0.2f, -0.86f - (0.72f * size)), (0.22f, -0.5f));
        fur.Paint(nearEar, frame, CoatPart.Ear, frame.Map(0, 0));
        var inside = Shapes.Smooth(frame, (-0.2f, -0.65f), (-0.2f, -0.66f - (0.66f * size)), (0.08f, -0.6f));
        canvas.Fill(inside, new SKColor(170, 122, 112, 190));
        _face.CatEye(frame, 0.46f, -0.12f, 0.15f);
        canvas.Fill(Shapes.Oval(frame, nose, 0.1f, 0.08f, 0.07f), new SKColor(150, 95, 92));
        canvas.Line(frame.Map(nose - 0.02f, 0.38f), frame.Map(nose - 0.34f, 0.45f), Dark.WithAlpha(170), 0.035f * frame.Scale);
        _face.Whiskers(frame, nose - 0.2f, 0.3f, -1, 0.8f);
        _face.Whiskers(frame, nose - 0.1f, 0.3f, 1, 0.6f);
    }

    private void Dog(in Frame frame)
    {
        var size = traits.EarSize;
        var nose = 1.15f + (0.4f * traits.Muzzle);
        if (traits.Ears != EarForm.Floppy)
        {
            var farEar = Shapes.Smooth(
                frame, (0, -0.65f), (0.1f, -0.9f - (0.6f * size)), (0.18f, -0.88f - (0.6f * size)), (0.4f, -0.5f));
            fur.Paint(farEar, frame, CoatPart.Ear, frame.Map(0, 0), 0.7f);
        }

        if (traits.Tongue)
        {
            _face.Tongue(frame.Inside(nose - 0.35f, 0.42f, -12, 0.85f), 0, 0);
        }

        var head = Shapes.Smooth(
            frame, (-0.85f, 0.25f), (-0.72f, -0.4f), (-0.2f, -0.78f), (0.3f, -0.64f), (0.55f, -0.34f), (0.95f, -0.16f),
            (nose - 0.1f, -0.12f), (nose + 0.02f, 0.06f), (nose - 0.04f, 0.36f), (0.85f, 0.52f), (0.35f, 0.62f), (-0.3f, 0.8f));
        fur.Paint(head, frame, CoatPart.Head, frame.Map(0.2f, -0.1f));
        var muzzle = Shapes.Smooth(
            frame, (0.6f, -0.1f), (nose - 0.15f, -0.06f), (nose, 0.15f), (nose - 0.08f, 0.36f), (0.75f, 0.46f));
        fur.Paint(muzzle, frame, CoatPart.Muzzle, frame.Map(0.1f, 0));
        if (traits.Ears == EarForm.Floppy)
        {
            var end = 0.3f + (0.4f * size);
            var ear = Shapes.Smooth(
                frame, (-0.3f, -0.62f), (0.08f, -0.45f), (0.16f, 0.1f), (0.05f, end), (-0.25f, end + 0.05f), (-0.5f, end * 0.5f),
                (-0.48f, -0.2f));
            fur.Paint(ear, frame, CoatPart.Ear, frame.Map(-0.1f, -1), 0.8f);
        }
        else
        {
            var ear = Shapes.Smooth(
                frame, (-0.5f, -0.55f), (-0.3f, -0.9f - (0.7f * size)), (-0.2f, -0.9f - (0.7f * size)), (0.12f, -0.5f));
            fur.Paint(ear, frame, CoatPart.Ear, frame.Map(0, 0), 0.9f);
        }

        _face.DogEye(frame, 0.42f, -0.22f, 0.1f);
        var tip = Shapes.Smooth(frame, (nose - 0.14f, -0.18f), (nose + 0.06f, -0.14f), (nose + 0.08f, 0.06f), (nose - 0.06f, 0.1f));
        canvas.Fill(tip, new SKColor(32, 27, 28));
        canvas.Line(frame.Map(nose - 0.08f, 0.3f), frame.Map(0.62f, 0.34f), Dark.WithAlpha(190), 0.045f * frame.Scale);
    }
}
