namespace Transfer.Augmentation;

/// <summary>Options that have a name.</summary>
internal static class AugmentationPresets
{
    public static readonly string[] Names = ["none", "keras", "light", "standard", "strong"];

    public static string Choices => $"{string.Join(", ", Names.SkipLast(1))} or {Names[^1]}";

    public static AugmentationOptions? Find(string name) => name.ToUpperInvariant() switch
    {
        "NONE" => new(),
        // The course writes shear_range=0.2, which was meant as radians and which Keras takes for a fifth of a degree.
        "KERAS" => new()
        {
            RotationRange = 40,
            WidthShiftRange = 0.2,
            HeightShiftRange = 0.2,
            ShearRange = 11.46,
            ZoomRange = (0.8, 1.2),
            HorizontalFlip = true,
            FillMode = FillMode.Nearest,
        },
        "LIGHT" => new()
        {
            RandomResizedCropScale = (0.7, 1),
            HorizontalFlip = true,
            ColourJitterBrightness = 0.1,
            ColourJitterContrast = 0.1,
        },
        "STANDARD" => new()
        {
            RandomResizedCropScale = (0.4, 1),
            HorizontalFlip = true,
            RotationRange = 10,
            FillMode = FillMode.Reflect,
            ColourJitterBrightness = 0.2,
            ColourJitterContrast = 0.2,
            ColourJitterSaturation = 0.2,
            ColourJitterHue = 0.02,
            GreyscaleProbability = 0.05,
        },
        "STRONG" => new()
        {
            RandomResizedCropScale = (0.2, 1),
            HorizontalFlip = true,
            FillMode = FillMode.Reflect,
            TrivialAugment = true,
            GaussianBlurProbability = 0.1,
            RandomErasingProbability = 0.25,
        },
        _ => null,
    };
}
