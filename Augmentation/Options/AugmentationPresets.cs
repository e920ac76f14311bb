namespace Transfer.Augmentation;

/// <summary>The options that have a name, from weak to strong.</summary>
internal static class AugmentationPresets
{
    private static readonly (string Name, AugmentationOptions Options)[] All =
    [
        ("none", new()),
        // The course writes shear_range=0.2, which was meant as radians and which Keras takes for a fifth of a degree.
        ("keras", new()
        {
            RotationRange = 40,
            WidthShiftRange = 0.2,
            HeightShiftRange = 0.2,
            ShearRange = 11.46,
            ZoomRange = (0.8, 1.2),
            HorizontalFlip = true,
            FillMode = FillMode.Nearest,
        }),
        ("light", new()
        {
            RandomResizedCropScale = (0.7, 1),
            HorizontalFlip = true,
            ColourJitterBrightness = 0.1,
            ColourJitterContrast = 0.1,
        }),
        ("standard", new()
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
        }),
        ("strong", new()
        {
            RandomResizedCropScale = (0.2, 1),
            HorizontalFlip = true,
            FillMode = FillMode.Reflect,
            TrivialAugment = true,
            GaussianBlurProbability = 0.1,
            RandomErasingProbability = 0.25,
        }),
    ];

    public static string[] Names { get; } = [.. All.Select(preset => preset.Name)];

    public static string Choices => $"{string.Join(", ", Names.SkipLast(1))} or {Names[^1]}";

    public static AugmentationOptions? Find(string name) =>
        All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Options;
}
