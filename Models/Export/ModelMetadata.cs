using System.Globalization;
using System.Text.Json;

namespace Transfer.Models.Export;

/// <summary>The metadata of an exported file (<c>metadata_props</c>): everything that prediction needs.</summary>
public sealed record ModelMetadata
{
    private const string Prefix = "transfer.";

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The kind of the outputs.</summary>
    public required TargetKind Targets { get; init; }

    /// <summary>How images become floats, such as <c>order=RGB,mean=127,std=128</c>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>Height and width of the images in pixels; 0 for a model of tables.</summary>
    public required int ImageSize { get; init; }

    /// <summary>The number of features in a row, <c>[N, F]</c>, for a model of tables; null for a model of images.</summary>
    public int? Features { get; init; }

    /// <summary>The activation of the outputs. A sigmoid of two classes gives the probability of the second.</summary>
    public required OutputActivation OutputActivation { get; init; }

    /// <summary>The pretrained network of the base: name, SHA-256, licence, origin. Default <c>unknown</c> when a file has none.</summary>
    public required string Origin { get; init; }

    /// <summary>The key of <see cref="Preprocessing"/> in <c>metadata_props</c>.</summary>
    internal static string PreprocessingKey => Prefix + "preprocessing";

    /// <summary>Reads the metadata of an exported file.</summary>
    /// <param name="properties">The <c>metadata_props</c> of the file.</param>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="InvalidDataException">The file was not exported by Transfer.</exception>
    internal static ModelMetadata Read(IReadOnlyDictionary<string, string> properties, string path)
    {
        ArgumentNullException.ThrowIfNull(properties);
        try
        {
            return new ModelMetadata
            {
                Classes = JsonSerializer.Deserialize<string[]>(properties[Prefix + "classes"])!,
                Targets = Enum.Parse<TargetKind>(properties[Prefix + "targets"], ignoreCase: true),
                Preprocessing = properties[PreprocessingKey],
                ImageSize = int.Parse(properties[Prefix + "image_size"], CultureInfo.InvariantCulture),
                Features = properties.TryGetValue(Prefix + "features", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null,
                OutputActivation = Enum.Parse<OutputActivation>(properties[Prefix + "last_layer"], ignoreCase: true),
                Origin = properties.GetValueOrDefault(Prefix + "origin", "unknown"),
            };
        }
        catch (Exception exception) when (exception is KeyNotFoundException or JsonException or FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"'{path}' carries no class names and preprocessing. Expected a model.onnx that Transfer exported.", exception);
        }
    }

    /// <summary>The entries of <c>metadata_props</c>.</summary>
    internal IReadOnlyDictionary<string, string> ToProperties()
    {
        var properties = new Dictionary<string, string>
        {
            [Prefix + "classes"] = JsonSerializer.Serialize(Classes),
            [Prefix + "targets"] = Targets.ToString().ToLowerInvariant(),
            [PreprocessingKey] = Preprocessing,
            [Prefix + "image_size"] = ImageSize.ToString(CultureInfo.InvariantCulture),
            [Prefix + "last_layer"] = OutputActivation.ToString().ToLowerInvariant(),
            [Prefix + "origin"] = Origin,
        };
        if (Features is { } features)
        {
            properties[Prefix + "features"] = features.ToString(CultureInfo.InvariantCulture);
        }

        return properties;
    }
}
