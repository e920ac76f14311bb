namespace Transfer.Augmentation;

/// <summary>
/// The fourteen operations of TrivialAugment and RandAugment with the strengths of their papers. Moves and turns go into the view's one
/// transform and colours into its steps.
/// </summary>
internal static class PolicySpace
{
    private const int Operations = 14;

    /// <summary>The "wide" space of TrivialAugment, table 3 of the paper.</summary>
    private static readonly Space Wide = new(Slope: 0.99, Pixels: 32, Degrees: 135, Factor: 0.99, FewestBits: 2);

    /// <summary>One operation, one of 31 strengths, either sign.</summary>
    public static void DrawTrivial(SeededRandom random, DrawnView view)
    {
        var operation = random.Next(Operations);
        Apply(operation, random.Next(AugmentationRules.Strongest + 1) / (double)AugmentationRules.Strongest, Wide, random, view);
    }

    /// <summary>Some operations, all with the same strength.</summary>
    public static void DrawRand(SeededRandom random, DrawnView view, int count, int magnitude, int size)
    {
        // RandAugment's table is for images of 331 pixels; its longest move there is 150.
        var space = new Space(Slope: 0.3, Pixels: 150.0 / 331 * size, Degrees: 30, Factor: 0.9, FewestBits: 4);
        for (var index = 0; index < count; index++)
        {
            Apply(random.Next(Operations), magnitude / (double)AugmentationRules.Strongest, space, random, view);
        }
    }

    private static void Apply(int operation, double strength, in Space space, SeededRandom random, DrawnView view)
    {
        var sign = random.Chance(0.5) ? 1 : -1;
        var factor = 1 + (sign * strength * space.Factor);
        switch (operation)
        {
            case 1:
                view.SlopeX += sign * strength * space.Slope;
                break;
            case 2:
                view.SlopeY += sign * strength * space.Slope;
                break;
            case 3:
                view.Tx += sign * strength * space.Pixels;
                break;
            case 4:
                view.Ty += sign * strength * space.Pixels;
                break;
            case 5:
                view.Rotation += sign * strength * space.Degrees;
                break;
            case 6:
                view.Colours.Add(new(ColourOperation.Brightness, factor));
                break;
            case 7:
                view.Colours.Add(new(ColourOperation.Saturation, factor));
                break;
            case 8:
                view.Colours.Add(new(ColourOperation.Contrast, factor));
                break;
            case 9:
                view.Colours.Add(new(ColourOperation.Sharpness, factor));
                break;
            case 10:
                view.Colours.Add(new(ColourOperation.Posterize, 8 - Math.Round(strength * (8 - space.FewestBits))));
                break;
            case 11:
                view.Colours.Add(new(ColourOperation.Solarize, 255 * (1 - strength)));
                break;
            case 12:
                view.Colours.Add(new(ColourOperation.AutoContrast, 1));
                break;
            case 13:
                view.Colours.Add(new(ColourOperation.Equalize, 1));
                break;
            default:
                // Operation 0 leaves the view as it is: it is one of the fourteen.
                break;
        }
    }

    private readonly record struct Space(double Slope, double Pixels, double Degrees, double Factor, int FewestBits);
}
