using SkiaSharp;

namespace Transfer.Demo;

/// <summary>A head seen from the front or half turned, in units of its radius about its centre.</summary>
internal sealed class HeadPainter(Canvas canvas, FurPainter fur, PetTraits traits)
{
    private readonly FacePainter _face = new(canvas, traits);
    private readonly EarPainter _ears = new(canvas, fur, traits);

    private static ReadOnlySpan<int> Sides => [-1, 1];

    public void Paint(in Frame frame)
    {
        _ears.Upright(frame, -1);
        _ears.Upright(frame, 1);
        if (traits.IsDog)
        {
            Dog(frame);
        }
        else
        {
            Cat(frame);
        }

        _ears.Hanging(frame, -1);
        _ears.Hanging(frame, 1);
    }

    private void Cat(in Frame frame)
    {
        var wide = traits.HeadWidth;
        var shift = 0.16f * traits.Turn;
        var skull = Shapes.Smooth(
            frame, (0, -0.84f), (0.55f * wide, -0.74f), (0.93f * wide, -0.3f), (1.04f * wide, 0.2f), (0.78f * wide, 0.62f), (0.36f, 0.86f),
            (0, 0.92f), (-0.36f, 0.86f), (-0.78f * wide, 0.62f), (-1.04f * wide, 0.2f), (-0.93f * wide, -0.3f), (-0.55f * wide, -0.74f));
        fur.Paint(skull, frame, CoatPart.Head, frame.Map(shift, 0.1f));
        fur.Paint(Shapes.Oval(frame, shift * 1.2f, 0.62f, 0.26f, 0.2f), frame, CoatPart.Muzzle, frame.Map(shift, 0.2f), 0.95f);
        foreach (var side in Sides)
        {
            var cheek = Shapes.Oval(frame, (shift * 1.35f) + (side * 0.2f), 0.43f, 0.27f, 0.2f * traits.Muzzle);
            fur.Paint(cheek, frame, CoatPart.Muzzle, frame.Map(shift, 0.2f), 1.06f);
        }

        foreach (var side in Sides)
        {
            _face.CatEye(frame, (side * 0.42f * wide) + shift, -0.08f, 0.21f * (1 - (0.22f * side * traits.Turn)));
        }

        // Two dark lines frame the bridge of the nose, as in most cats.
        foreach (var side in Sides)
        {
            var (from, to) = (frame.Map(shift + (side * 0.17f), -0.05f), frame.Map((shift * 1.2f) + (side * 0.12f), 0.22f));
            canvas.Line(from, to, new SKColor(30, 24, 22, 70), 0.05f * frame.Scale);
        }

        _face.CatNose(frame, shift * 1.4f, 0.26f);
        _face.Whiskers(frame, (shift * 1.3f) - 0.25f, 0.4f, -1, 1.1f);
        _face.Whiskers(frame, (shift * 1.3f) + 0.25f, 0.4f, 1, 1.1f);
    }

    private void Dog(in Frame frame)
    {
        var wide = traits.HeadWidth * 0.86f;
        var shift = 0.16f * traits.Turn;
        var tip = 0.34f * traits.Turn;
        var drop = 0.42f + (0.2f * traits.Muzzle);
        var skull = Shapes.Smooth(
            frame, (0, -0.9f), (0.5f * wide, -0.84f), (0.92f * wide, -0.42f), (0.95f * wide, 0.05f), (0.72f * wide, 0.5f), (0.45f, 0.85f),
            (0, 0.98f), (-0.45f, 0.85f), (-0.72f * wide, 0.5f), (-0.95f * wide, 0.05f), (-0.92f * wide, -0.42f), (-0.5f * wide, -0.84f));
        fur.Paint(skull, frame, CoatPart.Head, frame.Map(shift, 0.1f));
        if (traits.Tongue)
        {
            _face.Tongue(frame, tip, drop + 0.42f);
        }

        var muzzle = Shapes.Smooth(
            frame, (shift, -0.18f), (shift + 0.26f, 0.0f), (tip + 0.42f, drop - 0.05f), (tip + 0.46f, drop + 0.28f),
            (tip + 0.2f, drop + 0.46f), (tip, drop + 0.38f), (tip - 0.2f, drop + 0.46f), (tip - 0.46f, drop + 0.28f),
            (tip - 0.42f, drop - 0.05f), (shift - 0.26f, 0.0f));
        fur.Paint(muzzle, frame, CoatPart.Muzzle, frame.Map(shift, -0.4f), 1.05f);
        foreach (var side in Sides)
        {
            _face.DogEye(frame, (side * 0.37f * traits.HeadWidth) + shift, -0.2f, 0.13f * (1 - (0.2f * side * traits.Turn)));
            var (from, to) = (frame.Map((side * 0.28f) + shift, -0.42f), frame.Map((side * 0.5f) + shift, -0.38f));
            canvas.Line(from, to, new SKColor(30, 24, 22, 70), 0.06f * frame.Scale);
        }

        _face.DogNose(frame, tip, drop);
    }
}
