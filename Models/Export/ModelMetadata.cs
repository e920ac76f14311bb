using System.Globalization;
using System.Text.Json;

namespace Transfer.Models.Export;

/// <summary>The metadata of an exported file (<c>metadata_props</c>): everything that prediction needs.</summary>
public sealed record ModelMetadata
{
    private const string Prefix = "transfer.";
    private const string ImageSizeKey = Prefix + "image_size";
    private const string InputKey = Prefix + "input";
    private const string ClassesKey = Prefix + "classes";
    private const string TargetsKey = Prefix + "targets";
    private const string FeaturesKey = Prefix + "features";
    private const string ActivationKey = Prefix + "last_layer";
    private const string OriginKey = Prefix + "origin";
    private const string TemperatureKey = Prefix + "temperature";
    private const string ThresholdKey = Prefix + "threshold";

    // A row is one array, and so is an image: larger ones are not what a network was trained on.
    private const int LargestImage = 4096;
    private const int MostFeatures = 100_000_000;

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The kind of the outputs.</summary>
    public required TargetKind Targets { get; init; }

    /// <summary>How images become floats, such as <c>order=RGB,mean=127,std=128</c>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>Height and width of the images in pixels; 0 for a model of tables.</summary>
    public required int ImageSize { get; init; }

    /// <summary>What a model of images takes. Default: tensors, as files of earlier versions do.</summary>
    public ModelInput Input { get; init; } = ModelInput.Tensor;

    /// <summary>The number of features in a row, <c>[N, F]</c>, for a model of tables; null for a model of images.</summary>
    public int? Features { get; init; }

    /// <summary>The activation of the outputs. A sigmoid of two classes gives the probability of the second.</summary>
    public required OutputActivation OutputActivation { get; init; }

    /// <summary>The divisor of the logits in the file, which makes probabilities as sure as they are right. Default 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>
    /// The probability above which the second of two classes is the label; null, the default, for the more probable one.
    /// </summary>
    public float? Threshold { get; init; }

    /// <summary>The pretrained network of the base: name, SHA-256, licence, origin. Default <c>unknown</c> when a file has none.</summary>
    public required string Origin { get; init; }

    /// <summary>
    /// What else the file says of its run, by key, such as <c>validation</c>: texts for people and programs, which prediction does not
    /// need.
    /// </summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>Inputs with the trainer's outputs; null in files of earlier versions.</summary>
    internal GoldenVectors? Golden { get; init; }

    /// <summary>The key of <see cref="Preprocessing"/> in <c>metadata_props</c>.</summary>
    internal static string PreprocessingKey => Prefix + "preprocessing";

    private static string[] Keys =>
    [
        ClassesKey, TargetsKey, PreprocessingKey, ImageSizeKey, FeaturesKey, InputKey, ActivationKey, OriginKey, TemperatureKey,
        ThresholdKey, GoldenVectors.Key,
    ];

    /// <summary>Reads the metadata of an exported file.</summary>
    /// <param name="properties">The <c>metadata_props</c> of the file.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="InvalidDataException">The file was not exported by Transfer, or its metadata are wrong.</exception>
    internal static ModelMetadata Read(IReadOnlyDictionary<string, string> properties, string path)
    {
        var reader = new MetadataReader(properties, path);
        var features = reader.OptionalNumber(FeaturesKey, 1, MostFeatures);
        var targets = reader.Choice<TargetKind>(TargetsKey);
        return new ModelMetadata
        {
            Classes = reader.Names(ClassesKey, targets == TargetKind.Classes ? 2 : 1),
            Targets = targets,
            Preprocessing = reader.Text(PreprocessingKey),
            ImageSize = features is null ? reader.Number(ImageSizeKey, 1, LargestImage) : 0,
            Features = features,
            Input = properties.ContainsKey(InputKey) ? reader.Choice<ModelInput>(InputKey) : ModelInput.Tensor,
            OutputActivation = reader.Choice<OutputActivation>(ActivationKey),
            Origin = properties.GetValueOrDefault(OriginKey, "unknown"),
            Temperature = reader.OptionalShare(TemperatureKey, double.MaxValue) ?? 1,
            Threshold = (float?)reader.OptionalShare(ThresholdKey, 1),
            Facts = properties.Where(p => p.Key.StartsWith(Prefix, StringComparison.Ordinal) && !Keys.Contains(p.Key))
                .ToDictionary(p => p.Key[Prefix.Length..], p => p.Value),
            Golden = properties.TryGetValue(GoldenVectors.Key, out var golden) ? GoldenVectors.Parse(golden, path) : null,
        };
    }

    /// <summary>The entries of <c>metadata_props</c>.</summary>
    internal IReadOnlyDictionary<string, string> ToProperties()
    {
        var properties = new Dictionary<string, string>
        {
            [ClassesKey] = JsonSerializer.Serialize(Classes),
            [TargetsKey] = Targets.ToString().ToLowerInvariant(),
            [PreprocessingKey] = Preprocessing,
            [ImageSizeKey] = ImageSize.ToString(CultureInfo.InvariantCulture),
            [ActivationKey] = OutputActivation.ToString().ToLowerInvariant(),
            [OriginKey] = Origin,
        };
        if (Features is { } features)
        {
            properties[FeaturesKey] = features.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            properties[InputKey] = Input.ToString().ToLowerInvariant();
        }

        if (Temperature != 1)
        {
            properties[TemperatureKey] = Temperature.ToString("R", CultureInfo.InvariantCulture);
        }

        if (Threshold is { } threshold)
        {
            properties[ThresholdKey] = threshold.ToString("R", CultureInfo.InvariantCulture);
        }

        foreach (var (key, text) in Facts)
        {
            properties[Prefix + key] = text;
        }

        if (Golden is not null)
        {
            properties[GoldenVectors.Key] = Golden.ToText();
        }

        return properties;
    }
}
