namespace Transfer.Models;

/// <summary>What is known about a pretrained network beyond its file.</summary>
public sealed record BackboneRecord
{
    /// <summary>Its name, such as <c>efficientnet-lite0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The SHA-256 of the file in hexadecimal: the record holds for these weights only.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Height and width of the images it was trained with, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>How images become its input, such as <c>order=RGB,mean=127,std=128</c>; null when it is not known.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>The licence of the weights. Default <c>unknown</c>.</summary>
    public string Licence { get; init; } = "unknown";

    /// <summary>Where the weights come from. Default <c>unknown</c>.</summary>
    public string Origin { get; init; } = "unknown";
}
