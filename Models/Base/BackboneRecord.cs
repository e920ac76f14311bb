using System.Collections.ObjectModel;

namespace Transfer.Models;

/// <summary>
/// What is known about a pretrained network beyond its file: a record of the registry, or what lies beside a file. Its JSON form is
/// described in <c>docs/backbone-record.schema.json</c>.
/// </summary>
public sealed record BackboneRecord
{
    /// <summary>Its name, such as <c>efficientnet-lite0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The SHA-256 of the file in hexadecimal: the record holds for these weights only. Empty where no public file is known.
    /// </summary>
    public required string Sha256 { get; init; }

    /// <summary>Height and width of the images it was trained with, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>The family of networks, such as <c>ResNet</c>.</summary>
    public string? Family { get; init; }

    /// <summary>How images become its input, such as <c>order=RGB,mean=127,std=128</c>; null when it is not known.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>The file beside the network that <see cref="Preprocessing"/> was read from; null where it was not.</summary>
    public string? PreprocessingFile { get; init; }

    /// <summary>The licence of the weights. Default <c>unknown</c>.</summary>
    public string Licence { get; init; } = "unknown";

    /// <summary>Where the weights come from. Default <c>unknown</c>.</summary>
    public string Origin { get; init; } = "unknown";

    /// <summary>Addresses that serve the file, tried one after another.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The path of what is downloaded on a mirror.</summary>
    public string? Path { get; init; }

    /// <summary>The name of the file in the zip archive that is downloaded; null where the file itself is.</summary>
    public string? ArchiveEntry { get; init; }

    /// <summary>The size of the file in bytes; 0 when it is not known.</summary>
    public long Bytes { get; init; }

    /// <summary>The version of ONNX' operators that it uses; 0 when it is not known.</summary>
    public int Opset { get; init; }

    /// <summary>Name and shape of its input in words; null when it is not known.</summary>
    public string? Input { get; init; }

    /// <summary>The published top-1 accuracy on ImageNet of exactly these weights, in percent; null where none is known.</summary>
    public double? Top1 { get; init; }

    /// <summary>
    /// Names that users of Keras and torchvision know, such as <c>block5_conv1</c>, each with the layer, node or tensor of this file where
    /// it begins. Only for files whose own names say something else.
    /// </summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Lines of Python that export it, where no public file is known.</summary>
    public IReadOnlyList<string> Export { get; init; } = [];
}
