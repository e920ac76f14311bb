using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Bodies in units of the head's radius, with the head's centre at the origin, facing along positive x.</summary>
internal sealed class BodyPainter(Canvas canvas, FurPainter fur, PetTraits traits)
{
    private readonly HeadPainter _head = new(canvas, fur, traits);
    private readonly ProfilePainter _profile = new(canvas, fur, traits);
    private readonly bool _dog = traits.IsDog;

    /// <summary>The rectangle that the pose needs, the same for both kinds so that the size in the image is no clue.</summary>
    public SKRect Extent => traits.Pose switch
    {
        PetPose.Portrait => new SKRect(-1.3f, -1.5f, 1.3f, 2.0f),
        PetPose.SittingFront => new SKRect(-1.6f, -1.5f, 1.6f, 4.3f),
        PetPose.SittingSide => new SKRect(-3.0f, -1.5f, 1.3f, 4.2f),
        PetPose.Standing => new SKRect(-4.9f, -1.6f, 1.4f, 3.6f),
        _ => new SKRect(-3.4f, -1.5f, 1.6f, 2.1f),
    };

    public void Paint(Frame frame)
    {
        Action<Frame> body = traits.Pose switch
        {
            PetPose.Portrait => Portrait,
            PetPose.SittingFront => SittingFront,
            PetPose.SittingSide => SittingSide,
            PetPose.Standing => Standing,
            _ => Lying,
        };
        body(frame);
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

    private void Portrait(Frame frame)
    {
        var neck = _dog ? 0.85f : 0.75f;
        var shoulder = _dog ? 1.55f : 1.3f;
        var body = Shapes.Smooth(
            frame, (-neck, 0.2f), (neck, 0.2f), (neck + 0.1f, 0.9f), (shoulder, 1.6f), (shoulder + 0.15f, 3.2f),
            (-shoulder - 0.15f, 3.2f), (-shoulder, 1.6f), (-neck - 0.1f, 0.9f));
        Part(body, frame, CoatPart.Body, (0, -1), 0.85f);
        var chest = Shapes.Smooth(frame, (-0.5f, 0.9f), (0.5f, 0.9f), (0.65f, 1.9f), (0, 3f), (-0.65f, 1.9f));
        Part(chest, frame, CoatPart.Chest, (0, -1), 0.95f);
        Collar(frame, 0, 0.98f, neck + 0.12f, 0);
    }

    private void SittingFront(Frame frame)
    {
        var hip = _dog ? 1.15f : 1.2f;
        var shoulder = _dog ? 1.0f : 0.8f;
        var floor = _dog ? 3.9f : 3.7f;
        var side = traits.TailCurl > 0 ? 1 : -1;
        if (_dog)
        {
            Tail(
                frame, (0, 0), 0.8f,
                (side * 0.9f, floor - 0.5f, 0.2f), (side * 1.5f, floor - 0.3f, 0.2f), (side * 2.0f, floor - 0.9f, 0.12f));
        }

        var body = Shapes.Smooth(
            frame, (-0.6f, 0.4f), (0.6f, 0.4f), (shoulder, 1.2f), (hip * 0.95f, 2.4f), (hip + 0.1f, floor - 0.5f), (0.7f, floor - 0.05f),
            (-0.7f, floor - 0.05f), (-hip - 0.1f, floor - 0.5f), (-hip * 0.95f, 2.4f), (-shoulder, 1.2f));
        Part(body, frame, CoatPart.Body, (0, 0), 0.82f);
        Part(Shapes.Oval(frame, -hip + 0.2f, floor - 0.75f, 0.5f, 0.72f), frame, CoatPart.Leg, (0, 1), 0.9f);
        Part(Shapes.Oval(frame, hip - 0.2f, floor - 0.75f, 0.5f, 0.72f), frame, CoatPart.Leg, (0, 1), 0.9f);
        var chest = Shapes.Smooth(frame, (-0.5f, 0.6f), (0.5f, 0.6f), (0.6f, 1.5f), (0, 2.6f), (-0.6f, 1.5f));
        Part(chest, frame, CoatPart.Chest, (0, 0), 1);
        foreach (var leg in (ReadOnlySpan<float>)[-0.42f, 0.42f])
        {
            var half = _dog ? 0.27f : 0.25f;
            Limb(frame, (0, 1), 0.97f, (leg * 1.1f, 1.7f, half + 0.06f), (leg, 2.7f, half), (leg, floor, half - 0.02f));
            Paw(frame, leg, floor + 0.08f);
        }

        if (!_dog)
        {
            Tail(
                frame, (side * 1.2f, 2), 0.9f, (side * 1.1f, floor - 0.25f, 0.2f), (side * 0.8f, floor + 0.12f, 0.2f),
                (side * -0.3f, floor + 0.22f, 0.17f), (side * -0.7f, floor + 0.1f, 0.12f));
        }

        Collar(frame, 0, 0.95f, 0.72f, 0);
    }

    private void SittingSide(Frame frame)
    {
        var floor = (_dog ? 3.9f : 3.6f) * (0.95f + (0.05f * traits.Leg));
        var curl = traits.TailCurl;
        Tail(frame, (-1, 2), 0.9f, _dog
            ? [(-2.1f, floor - 0.3f, 0.22f), (-2.8f, floor - 0.25f, 0.18f), (-3.3f, floor - 0.5f - (0.4f * curl), 0.1f)]
            :
            [
                (-1.9f, floor - 0.2f, 0.2f), (-2.7f, floor - 0.1f, 0.19f), (-3.1f, floor - 0.7f, 0.17f),
                (-2.8f, floor - 1.1f - (0.3f * curl), 0.11f),
            ]);
        var far = _dog ? 0.27f : 0.22f;
        Limb(frame, (0, 1), 0.65f, (0.1f, 2, far), (0.3f, floor, far));
        var body = Shapes.Smooth(
            frame, (-0.6f, 0.1f), (0.5f, 0.4f), (0.62f, 1.3f), (0.35f, 2.3f), (-0.2f, floor - 0.3f), (-1.2f, floor), (-2.1f, floor - 0.2f),
            (-2.25f, floor - 1.0f), (-1.8f, 1.9f), (-1.15f, 0.9f));
        Part(body, frame, CoatPart.Body, (0, 0), 0.9f);
        var chest = Shapes.Smooth(frame, (0.1f, 0.6f), (0.52f, 0.6f), (0.6f, 1.4f), (0.3f, 2.1f), (0, 1.4f));
        Part(chest, frame, CoatPart.Chest, (0, 0), 1);
        Part(Shapes.Oval(frame.Inside(-1.35f, floor - 0.8f, -25), 0.85f, 0.75f), frame, CoatPart.Leg, (-0.4f, 1), 0.97f);
        Limb(frame, (-2, 2), 0.97f, (-1.3f, floor - 0.1f, 0.22f), (-0.4f, floor, 0.2f));
        Limb(frame, (0, 0), 1, (-0.15f, 1.7f, 0.36f), (-0.02f, 2.6f, far + 0.02f), (0, floor, far));
        Paw(frame, 0.15f, floor + 0.1f);
        Collar(frame, -0.05f, 0.92f, 0.62f, 10);
    }

    private void Standing(Frame frame)
    {
        var legs = (_dog ? 1.75f : 1.35f) * traits.Leg;
        var belly = _dog ? 2.0f : 1.9f;
        var floor = belly + legs;
        var rump = _dog ? -3.6f : -3.9f;
        var lift = traits.TailCurl;
        Tail(frame, (-1, 1), 0.95f, _dog
            ?
            [
                (rump + 0.2f, 0.9f, 0.24f), (rump - 0.5f, 0.5f - (0.5f * lift), 0.2f),
                (rump - 0.7f - (0.3f * lift), -0.1f - (0.9f * lift), 0.1f),
            ]
            :
            [
                (rump + 0.3f, 0.95f, 0.2f), (rump - 0.5f, 0.8f - (0.4f * lift), 0.18f), (rump - 0.9f, 0 - (0.9f * lift), 0.16f),
                (rump - 0.6f, -0.5f - (1.1f * lift), 0.12f),
            ]);
        Leg(frame, -0.75f, (belly - 0.5f, floor - 0.1f), 0.25f, 0.6f);
        Leg(frame, rump + 0.95f, (belly - 0.4f, floor - 0.1f), -0.25f, 0.6f);
        var body = Shapes.Smooth(
            frame, (-0.5f, -0.1f), (0.3f, 0.6f), (0.15f, 1.35f), (-0.7f, belly + (_dog ? 0.15f : 0)), (-2.2f, belly - (_dog ? 0.15f : 0f)),
            (rump + 0.5f, belly - 0.35f), (rump, 1.3f), (rump + 0.3f, 0.65f), (-2.4f, _dog ? 0.5f : 0.62f), (-1.3f, 0.4f));
        Part(body, frame, CoatPart.Body, (0.3f, 0.3f), 0.95f);
        var chest = Shapes.Smooth(frame, (-0.2f, 0.5f), (0.22f, 0.7f), (0.05f, 1.4f), (-0.5f, belly - 0.1f), (-0.5f, 1.1f));
        Part(chest, frame, CoatPart.Chest, (0, -0.5f), 1);
        Part(Shapes.Oval(frame, rump + 0.6f, 1.5f, 0.6f, 0.8f), frame, CoatPart.Body, (0, 0), 0.97f);
        Leg(frame, -0.45f, (belly - 0.6f, floor), 0, 1);
        Leg(frame, rump + 0.55f, (belly - 0.4f, floor), -0.1f, 1);
        Collar(frame, -0.15f, 0.78f, 0.62f, 25);
    }

    private void Leg(Frame frame, float x, (float Top, float Floor) y, float lean, float gain)
    {
        var half = _dog ? 0.25f : 0.21f;
        var knee = (y.Top + y.Floor) / 2;
        Limb(
            frame, (x, y.Top - 2), gain,
            (x, y.Top, half + 0.17f), (x + (lean * 0.3f) - 0.06f, knee, half), (x + lean, y.Floor - 0.1f, half - 0.04f));
        Part(Shapes.Oval(frame, x + lean + 0.14f, y.Floor, 0.32f, 0.17f), frame, CoatPart.Leg, (x, y.Top), gain);
    }

    private void Lying(Frame frame)
    {
        const float floor = 1.75f;
        Tail(frame, (-1, 1), 0.9f, _dog
            ? [(-2.9f, floor - 0.4f, 0.22f), (-3.5f, floor - 0.3f, 0.17f), (-4f, floor - 0.5f, 0.09f)]
            : [(-2.9f, floor - 0.3f, 0.2f), (-3.4f, floor - 0.1f, 0.18f), (-3.2f, floor + 0.25f, 0.16f), (-2.3f, floor + 0.2f, 0.11f)]);
        var body = Shapes.Smooth(
            frame, (-0.6f, 0), (0.7f, 0.3f), (0.95f, 1.2f), (0.5f, floor), (-1.5f, floor + 0.05f), (-2.9f, floor), (-3.25f, 1.1f),
            (-2.7f, 0.3f), (-1.6f, _dog ? 0.1f : -0.02f));
        Part(body, frame, CoatPart.Body, (0.2f, 0), 0.88f);
        Part(Shapes.Oval(frame.Inside(-2.3f, floor - 0.6f, 10), 0.85f, 0.7f), frame, CoatPart.Leg, (-0.5f, 0), 0.95f);
        Limb(frame, (-3, 1), 0.97f, (-2.3f, floor - 0.05f, 0.22f), (-1.3f, floor + 0.05f, 0.2f));
        Part(Shapes.Oval(frame, 0.1f, 1.1f, 0.75f, 0.6f), frame, CoatPart.Chest, (0, -0.5f), 0.95f);
        var reach = _dog ? 1.75f : 1.3f;
        Limb(frame, (-2, 1), 0.85f, (-0.5f, 1.4f, 0.3f), (reach * 0.5f, floor - 0.1f, 0.22f), (reach, floor - 0.05f, 0.22f));
        Limb(frame, (-2, 1), 1, (-0.9f, 1.45f, 0.32f), (0, floor + 0.15f, 0.24f), (reach - 0.5f, floor + 0.22f, 0.23f));
        Collar(frame, 0, 0.92f, 0.72f, 0);
    }

    private void Part(SKPath outline, in Frame frame, CoatPart part, (float X, float Y) source, float gain) =>
        fur.Paint(outline, frame, part, frame.Map(source.X, source.Y), gain);

    private void Limb(in Frame frame, (float X, float Y) source, float gain, params ReadOnlySpan<(float, float, float)> joints) =>
        Part(Shapes.Limb(frame, joints), frame, CoatPart.Leg, source, gain);

    private void Tail(in Frame frame, (float X, float Y) source, float gain, params ReadOnlySpan<(float, float, float)> joints) =>
        Part(Shapes.Limb(frame, joints), frame, CoatPart.Tail, source, gain);

    private void Paw(in Frame frame, float x, float y)
    {
        Part(Shapes.Oval(frame, x, y, 0.34f, 0.2f), frame, CoatPart.Leg, (x, y - 1), 1.02f);
        foreach (var toe in (ReadOnlySpan<float>)[-0.1f, 0.1f])
        {
            canvas.Line(frame.Map(x + toe, y), frame.Map(x + toe, y + 0.16f), new SKColor(30, 25, 24, 130), 0.04f * frame.Scale);
        }
    }

    private void Collar(in Frame frame, float x, float y, float half, float degrees)
    {
        if (traits.Collar is not { } colour)
        {
            return;
        }

        var band = frame.Inside(x, y, degrees);
        canvas.Fill(Shapes.Smooth(band, (-half, -0.12f), (0, 0.08f), (half, -0.12f), (half, 0.08f), (0, 0.3f), (-half, 0.08f)), colour);
        canvas.Fill(Shapes.Oval(band, 0, 0.34f, 0.12f, 0.12f), new SKColor(200, 185, 120));
    }
}
