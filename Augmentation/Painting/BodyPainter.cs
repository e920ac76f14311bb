using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>Bodies in units of the head's radius, with the head's centre at the origin, facing along positive x.</summary>
internal sealed class BodyPainter(Easel easel, FurPainter fur, PetTraits traits)
{
    private readonly HeadPainter _head = new(easel, fur, traits);
    private readonly ProfilePainter _profile = new(easel, fur, traits);
    private readonly bool _dog = traits.Pet == Pet.Dog;

    /// <summary>The rectangle that the pose needs, the same for both kinds so that the size in the image is no clue.</summary>
    public SKRect Extent => traits.Pose switch
    {
        PetPose.Portrait => new SKRect(-1.3f, -1.5f, 1.3f, 2.0f),
        PetPose.SittingFront => new SKRect(-1.6f, -1.5f, 1.6f, 4.3f),
        PetPose.SittingSide => new SKRect(-3.0f, -1.5f, 1.3f, 4.2f),
        PetPose.Standing => new SKRect(-4.9f, -1.6f, 1.4f, 3.6f),
        _ => new SKRect(-3.4f, -1.5f, 1.6f, 2.1f),
    };

    public void Paint(in Frame frame)
    {
        switch (traits.Pose)
        {
            case PetPose.Portrait:
                Portrait(frame);
                break;
            case PetPose.SittingFront:
                SittingFront(frame);
                break;
            case PetPose.SittingSide:
                SittingSide(frame);
                break;
            case PetPose.Standing:
                Standing(frame);
                break;
            default:
                Lying(frame);
                break;
        }

        var head = frame.Inside(0, 0, traits.Tilt);
        if (traits.Profile)
        {
            _profile.Paint(head);
        }
        else
        {
            _head.Paint(head);
        }
    }

    private void Portrait(in Frame frame)
    {
        var neck = _dog ? 0.85f : 0.75f;
        var shoulder = _dog ? 1.55f : 1.3f;
        fur.Paint(
            Shapes.Smooth(frame, (-neck, 0.2f), (neck, 0.2f), (neck + 0.1f, 0.9f), (shoulder, 1.6f), (shoulder + 0.15f, 3.2f), (-shoulder - 0.15f, 3.2f), (-shoulder, 1.6f), (-neck - 0.1f, 0.9f)),
            frame, CoatPart.Body, frame.Map(0, -1), 0.85f);
        fur.Paint(Shapes.Smooth(frame, (-0.5f, 0.9f), (0.5f, 0.9f), (0.65f, 1.9f), (0, 3f), (-0.65f, 1.9f)), frame, CoatPart.Chest, frame.Map(0, -1), 0.95f);
        Collar(frame, 0, 0.98f, neck + 0.12f, 0);
    }

    private void SittingFront(in Frame frame)
    {
        var hip = _dog ? 1.15f : 1.2f;
        var shoulder = _dog ? 1.0f : 0.8f;
        var floor = _dog ? 3.9f : 3.7f;
        var side = traits.TailCurl > 0 ? 1 : -1;
        if (_dog)
        {
            Part(Shapes.Limb(frame, (side * 0.9f, floor - 0.5f, 0.2f), (side * 1.5f, floor - 0.3f, 0.2f), (side * 2.0f, floor - 0.9f, 0.12f)), frame, CoatPart.Tail, 0, 0, 0.8f);
        }

        Part(
            Shapes.Smooth(frame, (-0.6f, 0.4f), (0.6f, 0.4f), (shoulder, 1.2f), (hip * 0.95f, 2.4f), (hip + 0.1f, floor - 0.5f), (0.7f, floor - 0.05f), (-0.7f, floor - 0.05f), (-hip - 0.1f, floor - 0.5f), (-hip * 0.95f, 2.4f), (-shoulder, 1.2f)),
            frame, CoatPart.Body, 0, 0, 0.82f);
        Part(Shapes.Oval(frame, -hip + 0.2f, floor - 0.75f, 0.5f, 0.72f), frame, CoatPart.Leg, 0, 1, 0.9f);
        Part(Shapes.Oval(frame, hip - 0.2f, floor - 0.75f, 0.5f, 0.72f), frame, CoatPart.Leg, 0, 1, 0.9f);
        Part(Shapes.Smooth(frame, (-0.5f, 0.6f), (0.5f, 0.6f), (0.6f, 1.5f), (0, 2.6f), (-0.6f, 1.5f)), frame, CoatPart.Chest, 0, 0, 1);
        foreach (var leg in (ReadOnlySpan<float>)[-0.42f, 0.42f])
        {
            var half = _dog ? 0.27f : 0.25f;
            Part(Shapes.Limb(frame, (leg * 1.1f, 1.7f, half + 0.06f), (leg, 2.7f, half), (leg, floor, half - 0.02f)), frame, CoatPart.Leg, 0, 1, 0.97f);
            Paw(frame, leg, floor + 0.08f);
        }

        if (!_dog)
        {
            Part(Shapes.Limb(frame, (side * 1.1f, floor - 0.25f, 0.2f), (side * 0.8f, floor + 0.12f, 0.2f), (side * -0.3f, floor + 0.22f, 0.17f), (side * -0.7f, floor + 0.1f, 0.12f)), frame, CoatPart.Tail, side * 1.2f, 2, 0.9f);
        }

        Collar(frame, 0, 0.95f, 0.72f, 0);
    }

    private void SittingSide(in Frame frame)
    {
        var floor = (_dog ? 3.9f : 3.6f) * (0.95f + (0.05f * traits.Leg));
        if (_dog)
        {
            Part(Shapes.Limb(frame, (-2.1f, floor - 0.3f, 0.22f), (-2.8f, floor - 0.25f, 0.18f), (-3.3f, floor - 0.5f - (0.4f * traits.TailCurl), 0.1f)), frame, CoatPart.Tail, -1, 2, 0.9f);
        }
        else
        {
            Part(Shapes.Limb(frame, (-1.9f, floor - 0.2f, 0.2f), (-2.7f, floor - 0.1f, 0.19f), (-3.1f, floor - 0.7f, 0.17f), (-2.8f, floor - 1.1f - (0.3f * traits.TailCurl), 0.11f)), frame, CoatPart.Tail, -1, 2, 0.9f);
        }

        var far = _dog ? 0.27f : 0.22f;
        Part(Shapes.Limb(frame, (0.1f, 2, far), (0.3f, floor, far)), frame, CoatPart.Leg, 0, 1, 0.65f);
        Part(
            Shapes.Smooth(frame, (-0.6f, 0.1f), (0.5f, 0.4f), (0.62f, 1.3f), (0.35f, 2.3f), (-0.2f, floor - 0.3f), (-1.2f, floor), (-2.1f, floor - 0.2f), (-2.25f, floor - 1.0f), (-1.8f, 1.9f), (-1.15f, 0.9f)),
            frame, CoatPart.Body, 0, 0, 0.9f);
        Part(Shapes.Smooth(frame, (0.1f, 0.6f), (0.52f, 0.6f), (0.6f, 1.4f), (0.3f, 2.1f), (0, 1.4f)), frame, CoatPart.Chest, 0, 0, 1);
        Part(Shapes.Oval(frame, -1.35f, floor - 0.8f, 0.85f, 0.75f, -25), frame, CoatPart.Leg, -0.4f, 1, 0.97f);
        Part(Shapes.Limb(frame, (-1.3f, floor - 0.1f, 0.22f), (-0.4f, floor, 0.2f)), frame, CoatPart.Leg, -2, 2, 0.97f);
        Part(Shapes.Limb(frame, (-0.15f, 1.7f, 0.36f), (-0.02f, 2.6f, far + 0.02f), (0, floor, far)), frame, CoatPart.Leg, 0, 0, 1);
        Paw(frame, 0.15f, floor + 0.1f);
        Collar(frame, -0.05f, 0.92f, 0.62f, 10);
    }

    private void Standing(in Frame frame)
    {
        var legs = (_dog ? 1.75f : 1.35f) * traits.Leg;
        var belly = _dog ? 2.0f : 1.9f;
        var floor = belly + legs;
        var rump = _dog ? -3.6f : -3.9f;
        var lift = traits.TailCurl;
        if (_dog)
        {
            Part(Shapes.Limb(frame, (rump + 0.2f, 0.9f, 0.24f), (rump - 0.5f, 0.5f - (0.5f * lift), 0.2f), (rump - 0.7f - (0.3f * lift), -0.1f - (0.9f * lift), 0.1f)), frame, CoatPart.Tail, -1, 1, 0.95f);
        }
        else
        {
            Part(Shapes.Limb(frame, (rump + 0.3f, 0.95f, 0.2f), (rump - 0.5f, 0.8f - (0.4f * lift), 0.18f), (rump - 0.9f, 0 - (0.9f * lift), 0.16f), (rump - 0.6f, -0.5f - (1.1f * lift), 0.12f)), frame, CoatPart.Tail, -1, 1, 0.95f);
        }

        Leg(frame, -0.75f, belly - 0.5f, floor - 0.1f, 0.25f, 0.6f);
        Leg(frame, rump + 0.95f, belly - 0.4f, floor - 0.1f, -0.25f, 0.6f);
        Part(
            Shapes.Smooth(frame, (-0.5f, -0.1f), (0.3f, 0.6f), (0.15f, 1.35f), (-0.7f, belly + (_dog ? 0.15f : 0)), (-2.2f, belly - (_dog ? 0.15f : 0f)), (rump + 0.5f, belly - 0.35f), (rump, 1.3f), (rump + 0.3f, 0.65f), (-2.4f, _dog ? 0.5f : 0.62f), (-1.3f, 0.4f)),
            frame, CoatPart.Body, 0.3f, 0.3f, 0.95f);
        Part(Shapes.Smooth(frame, (-0.2f, 0.5f), (0.22f, 0.7f), (0.05f, 1.4f), (-0.5f, belly - 0.1f), (-0.5f, 1.1f)), frame, CoatPart.Chest, 0, -0.5f, 1);
        Part(Shapes.Oval(frame, rump + 0.6f, 1.5f, 0.6f, 0.8f), frame, CoatPart.Body, 0, 0, 0.97f);
        Leg(frame, -0.45f, belly - 0.6f, floor, 0, 1);
        Leg(frame, rump + 0.55f, belly - 0.4f, floor, -0.1f, 1);
        Collar(frame, -0.15f, 0.78f, 0.62f, 25);
    }

    private void Leg(in Frame frame, float x, float top, float floor, float lean, float gain)
    {
        var half = _dog ? 0.25f : 0.21f;
        var knee = (top + floor) / 2;
        Part(Shapes.Limb(frame, (x, top, half + 0.17f), (x + (lean * 0.3f) - 0.06f, knee, half), (x + lean, floor - 0.1f, half - 0.04f)), frame, CoatPart.Leg, x, top - 2, gain);
        Part(Shapes.Oval(frame, x + lean + 0.14f, floor, 0.32f, 0.17f), frame, CoatPart.Leg, x, top, gain);
    }

    private void Lying(in Frame frame)
    {
        var floor = 1.75f;
        if (_dog)
        {
            Part(Shapes.Limb(frame, (-2.9f, floor - 0.4f, 0.22f), (-3.5f, floor - 0.3f, 0.17f), (-4f, floor - 0.5f, 0.09f)), frame, CoatPart.Tail, -1, 1, 0.9f);
        }
        else
        {
            Part(Shapes.Limb(frame, (-2.9f, floor - 0.3f, 0.2f), (-3.4f, floor - 0.1f, 0.18f), (-3.2f, floor + 0.25f, 0.16f), (-2.3f, floor + 0.2f, 0.11f)), frame, CoatPart.Tail, -1, 1, 0.9f);
        }

        Part(
            Shapes.Smooth(frame, (-0.6f, 0), (0.7f, 0.3f), (0.95f, 1.2f), (0.5f, floor), (-1.5f, floor + 0.05f), (-2.9f, floor), (-3.25f, 1.1f), (-2.7f, 0.3f), (-1.6f, _dog ? 0.1f : -0.02f)),
            frame, CoatPart.Body, 0.2f, 0, 0.88f);
        Part(Shapes.Oval(frame, -2.3f, floor - 0.6f, 0.85f, 0.7f, 10), frame, CoatPart.Leg, -0.5f, 0, 0.95f);
        Part(Shapes.Limb(frame, (-2.3f, floor - 0.05f, 0.22f), (-1.3f, floor + 0.05f, 0.2f)), frame, CoatPart.Leg, -3, 1, 0.97f);
        Part(Shapes.Oval(frame, 0.1f, 1.1f, 0.75f, 0.6f), frame, CoatPart.Chest, 0, -0.5f, 0.95f);
        var reach = _dog ? 1.75f : 1.3f;
        Part(Shapes.Limb(frame, (-0.5f, 1.4f, 0.3f), (reach * 0.5f, floor - 0.1f, 0.22f), (reach, floor - 0.05f, 0.22f)), frame, CoatPart.Leg, -2, 1, 0.85f);
        Part(Shapes.Limb(frame, (-0.9f, 1.45f, 0.32f), (0, floor + 0.15f, 0.24f), (reach - 0.5f, floor + 0.22f, 0.23f)), frame, CoatPart.Leg, -2, 1, 1);
        Collar(frame, 0, 0.92f, 0.72f, 0);
    }

    private void Part(SKPath outline, in Frame frame, CoatPart part, float sourceX, float sourceY, float gain) =>
        fur.Paint(outline, frame, part, frame.Map(sourceX, sourceY), gain);

    private void Paw(in Frame frame, float x, float y)
    {
        Part(Shapes.Oval(frame, x, y, 0.34f, 0.2f), frame, CoatPart.Leg, x, y - 1, 1.02f);
        foreach (var toe in (ReadOnlySpan<float>)[-0.1f, 0.1f])
        {
            easel.Line(frame.Map(x + toe, y), frame.Map(x + toe, y + 0.16f), new SKColor(30, 25, 24, 130), 0.04f * frame.Scale);
        }
    }

    private void Collar(in Frame frame, float x, float y, float half, float degrees)
    {
        if (traits.Collar is not { } colour)
        {
            return;
        }

        var band = frame.Inside(x, y, degrees);
        easel.Fill(Shapes.Smooth(band, (-half, -0.12f), (0, 0.08f), (half, -0.12f), (half, 0.08f), (0, 0.3f), (-half, 0.08f)), colour);
        easel.Fill(Shapes.Oval(band, 0, 0.34f, 0.12f, 0.12f), new SKColor(200, 185, 120));
    }
}
