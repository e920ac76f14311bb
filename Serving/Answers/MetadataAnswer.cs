namespace Transfer.Serving;

/// <summary>What the model is, and what the server does with it.</summary>
internal sealed record MetadataAnswer
{
    /// <summary>What the model is called.</summary>
    public required string Model { get; init; }

    /// <summary>What it predicts: classes, labels or values.</summary>
    public required TargetKind Targets { get; init; }

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Height and width to which images are resized, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>How images become floats.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>The pretrained network of the base.</summary>
    public required string Origin { get; init; }

    /// <summary>Why there is no Grad-CAM, in a sentence; null when there is.</summary>
    public string? NotExplained { get; init; }

    /// <summary>Why corrections cannot be kept, in a sentence; null when they can.</summary>
    public string? NotCorrected { get; init; }

    /// <summary>The folder of corrections; null when they cannot be kept.</summary>
    public string? Corrections { get; init; }

    /// <summary>The most bytes of an image; null where there is no limit.</summary>
    public long? MaxImageBytes { get; init; }

    /// <summary>The most bytes of a request; null where there are no requests.</summary>
    public long? MaxRequestBytes { get; init; }

    /// <summary>The most images of a request; null where there are no requests.</summary>
    public int? MaxImages { get; init; }

    public static MetadataAnswer Of(string name, ModelMetadata metadata) => new()
    {
        Model = name,
        Targets = metadata.Targets,
        Classes = metadata.Classes,
        ImageSize = metadata.ImageSize,
        Preprocessing = metadata.Preprocessing,
        Origin = metadata.Origin,
    };
}
