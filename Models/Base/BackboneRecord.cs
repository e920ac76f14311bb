namespace Transfer.Models;

/// <summary>The facts of a pretrained network that its file does not say.</summary>
public sealed record BackboneRecord
{
    /// <summary>Its name, such as <c>efficientnet-lite0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the file in hexadecimal: the record is for these weights and no others.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Height and width of the images it was trained with, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>How images become its input, such as <c>order=RGB,mean=127,std=128</c>; null when it is not known.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>The licence of the weights.</summary>
    public string Licence { get; init; } = "unknown";

    /// <summary>Where the weights come from.</summary>
    public string Origin { get; init; } = "unknown";
}
