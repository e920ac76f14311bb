using Transfer.Models.Quantization;

namespace Transfer.Pipeline.Quantization;

/// <summary>A smaller file, measured beside that of 32 bits on the same validation images.</summary>
public sealed record QuantizeResult
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size of the file of 32 bits.</summary>
    public required long FloatBytes { get; init; }

    /// <summary>Images a second on this machine, in ONNX Runtime, without decoding.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>The same of the file of 32 bits.</summary>
    public required double FloatImagesPerSecond { get; init; }

    /// <summary>The main metric.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The main metric of the file of 32 bits.</summary>
    public required Metric FloatMetric { get; init; }

    /// <summary>The paired difference of both on the validation images.</summary>
    public required PairedDifference Difference { get; init; }

    /// <summary>How ranges were chosen; null for 16 bits.</summary>
    public CalibrationMethod? Calibration { get; init; }

    /// <summary>The number of layers with weights in 8 bits.</summary>
    public int Layers { get; init; }

    /// <summary>The layers that could be in 8 bits and stayed in 32.</summary>
    public IReadOnlyList<string> FloatLayers { get; init; } = [];
}
