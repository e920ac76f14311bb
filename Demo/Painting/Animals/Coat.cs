using SkiaSharp;

namespace Transfer.Demo;

/// <summary>The parts that markings tell apart.</summary>
internal enum CoatPart
{
    Body,
    Chest,
    Leg,
    Tail,
    Head,
    Muzzle,
    Ear,
}

/// <summary>The pattern of a coat.</summary>
internal enum CoatPattern
{
    Solid,
    Tabby,
    Patches,
    Bicolour,
    Points,
}

/// <summary>The colours of an animal's hair, from the same choices for cats and dogs, so that they say nothing about the kind.</summary>
internal sealed class Coat
{
    private static readonly SKColor[] Bases =
    [
        new(48, 44, 43), new(84, 80, 80), new(132, 128, 124), new(110, 78, 54), new(176, 108, 58),
        new(205, 150, 95), new(222, 196, 158), new(228, 224, 216), new(150, 122, 92), new(74, 56, 46),
    ];

    private readonly float _phaseX;
    private readonly float _phaseY;
    private readonly float _stripes;
    private readonly float _threshold;

    public Coat(Canvas canvas)
    {
        Base = Colours.Shade(canvas.Pick<SKColor>(Bases), canvas.Between(0.85f, 1.12f));
        Pattern = canvas.Pick<CoatPattern>(Enum.GetValues<CoatPattern>());
        var bright = (Base.Red + Base.Green + Base.Blue) / 3 > 120;
        Marking = Pattern switch
        {
            CoatPattern.Tabby => Colours.Shade(Base, bright ? 0.48f : 0.4f),
            CoatPattern.Bicolour => bright ? Colours.Mix(Base, new SKColor(245, 240, 230), 0.85f) : new SKColor(235, 230, 222),
            CoatPattern.Points => Colours.Shade(Base, 0.35f),
            _ => bright ? canvas.Pick<SKColor>([Bases[0], Bases[3], Bases[9]]) : new SKColor(225, 215, 200),
        };
        _phaseX = canvas.Between(0, 100);
        _phaseY = canvas.Between(0, 100);
        _stripes = canvas.Between(5f, 9f);
        _threshold = canvas.Between(0.45f, 0.6f);
        HairLength = canvas.Between(0.1f, 0.24f);
    }

    public SKColor Base { get; }

    public SKColor Marking { get; }

    public CoatPattern Pattern { get; }

    /// <summary>Length of a hair in animal units.</summary>
    public float HairLength { get; }

    /// <summary>How far the hair at a point (animal units) has the colour of the markings: 0 to 1.</summary>
    public float MarkingAt(float x, float y, CoatPart part)
    {
        switch (Pattern)
        {
            case CoatPattern.Tabby:
                var warp = 1.6f * Noise((x * 1.3f) + _phaseX, (y * 1.3f) + _phaseY);
                var along = part is CoatPart.Leg or CoatPart.Tail ? y : x;
                var wave = MathF.Sin((along * _stripes) + (warp * 3.2f));
                var share = Math.Clamp((wave * 1.3f) - 0.1f, 0, 1);
                return part is CoatPart.Chest or CoatPart.Muzzle ? share * 0.25f : share;
            case CoatPattern.Patches:
                return Math.Clamp((Noise((x * 0.9f) + _phaseX, (y * 0.9f) + _phaseY) - _threshold) * 14, 0, 1);
            case CoatPattern.Bicolour:
                var blaze = part == CoatPart.Head && MathF.Abs(x) < 0.22f + (0.3f * y) ? 1 : 0;
                return part is CoatPart.Chest or CoatPart.Muzzle ? 1 : part == CoatPart.Leg ? 0.8f : blaze;
            case CoatPattern.Points:
                return part switch
                {
                    CoatPart.Ear => 0.9f,
                    CoatPart.Tail => 0.8f,
                    CoatPart.Muzzle => 0.75f,
                    CoatPart.Leg => 0.6f,
                    _ => 0.05f,
                };
            default:
                return part is CoatPart.Chest or CoatPart.Muzzle ? 0.15f : 0;
        }
    }

    /// <summary>Smooth noise in [0, 1] on a lattice of unit cells.</summary>
    private static float Noise(float x, float y)
    {
        var (column, row) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (right, down) = (x - column, y - row);
        right *= right * (3 - (2 * right));
        down *= down * (3 - (2 * down));
        var top = Corner(column, row) + ((Corner(column + 1, row) - Corner(column, row)) * right);
        var bottom = Corner(column, row + 1) + ((Corner(column + 1, row + 1) - Corner(column, row + 1)) * right);
        return top + ((bottom - top) * down);
    }

    private static float Corner(int column, int row)
    {
        var hash = unchecked(((uint)column * 0x9E3779B1u) ^ ((uint)row * 0x85EBCA77u));
        hash = unchecked((hash ^ (hash >> 15)) * 0x2C1B3C6Du);
        hash = unchecked((hash ^ (hash >> 12)) * 0x297A2D39u);
        return (hash ^ (hash >> 15)) / (float)uint.MaxValue;
    }
}
