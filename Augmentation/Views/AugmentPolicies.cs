namespace Transfer.Augmentation;

/// <summary>
/// TrivialAugment and RandAugment: their fourteen operations with the strengths of the papers. Moves and turns go into the view's one
/// transform and colours into its steps.
/// </summary>
internal static class AugmentPolicies
{
    private const int Operations = 14;
    private const int Strongest = 30;

    /// <summary>The "wide" space of TrivialAugment, table 3 of the paper.</summary>
    private static readonly Space Wide = new(Slope: 0.99, Pixels: 32, Degrees: 135, Factor: 0.99, FewestBits: 2);

    /// <summary>One operation, one of 31 strengths, either sign.</summary>
    public static void DrawTrivial(SeededRandom random, ViewParameters view)
    {
        var operation = random.Next(Operations);
        Apply(operation, random.Next(Strongest + 1) / (double)Strongest, Wide, random, view);
    }

    /// <summary>Some operations, all with the same strength.</summary>
    public static void DrawRand(SeededRandom random, ViewParameters view, int count, int magnitude, int size)
    {
        // RandAugment's table is for images of 331 pixels; its longest move there is 150.
        var space = new Space(Slope: 0.3, Pixels: 150.0 / 331 * size, Degrees: 30, Factor: 0.9, FewestBits: 4);
        for (var index = 0; index < count; index++)
        {
            Apply(random.Next(Operations), magnitude / (double)Strongest, space, random, view);
        }
    }

    private static void Apply(int operation, double strength, in Space space, SeededRandom random, ViewParameters view)
    {
        var moved = (random.Chance(0.5) ? 1 : -1) * strength;
        var factor = 1 + (moved * space.Factor);
        double Move(int chosen, double most) => operation == chosen ? moved * most : 0;

        // Operation 0 leaves the view as it is: it is one of the fourteen.
        view.SlopeX += Move(1, space.Slope);
        view.SlopeY += Move(2, space.Slope);
        view.Tx += Move(3, space.Pixels);
        view.Ty += Move(4, space.Pixels);
        view.Rotation += Move(5, space.Degrees);
        ColourStep? colour = operation switch
        {
            6 => new(ColourOperation.Brightness, factor),
            7 => new(ColourOperation.Saturation, factor),
            8 => new(ColourOperation.Contrast, factor),
            9 => new(ColourOperation.Sharpness, factor),
            10 => new(ColourOperation.Posterize, 8 - Math.Round(strength * (8 - space.FewestBits))),
            11 => new(ColourOperation.Solarize, 255 * (1 - strength)),
            12 => new(ColourOperation.AutoContrast, 1),
            13 => new(ColourOperation.Equalize, 1),
            _ => null,
        };
        if (colour is { } step)
        {
            view.Colours.Add(step);
        }
    }

    /// <summary>The greatest strength of each operation.</summary>
    private readonly record struct Space(double Slope, double Pixels, double Degrees, double Factor, int FewestBits);
}
