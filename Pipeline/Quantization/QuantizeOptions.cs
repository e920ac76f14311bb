using Transfer.Models.Quantization;

namespace Transfer.Pipeline.Quantization;

/// <summary>Options of a smaller file of a run.</summary>
public sealed record QuantizeOptions
{
    /// <summary>The run folder; it must have its <c>model.onnx</c>, and its images must be there.</summary>
    public required string Run { get; init; }

    /// <summary>The numbers of the file. Default 8 bits.</summary>
    public ModelPrecision Precision { get; init; } = ModelPrecision.Int8;

    /// <summary>The file to write; null, the default, for <c>model-int8.onnx</c> or <c>model-float16.onnx</c> in the run folder.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// The largest loss of the main metric on the validation images, in points (hundredths); of values, in percent of the error. From 0,
    /// default 0.5. Layers are left in 32 bits until it is kept.
    /// </summary>
    public double MaxLoss { get; init; } = 0.5;

    /// <summary>
    /// How ranges of activations are chosen; null, the default, takes what changes the outputs for the calibration images least.
    /// </summary>
    public CalibrationMethod? Calibration { get; init; }

    /// <summary>The number of training images that ranges are measured on, evenly spread; from 1 to 10,000, default 100.</summary>
    public int CalibrationImages { get; init; } = 100;

    /// <summary>Where the run's images are now; null, the default, for where they were.</summary>
    public string? Data { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (!(MaxLoss >= 0))
        {
            yield return $"The largest loss is {MaxLoss}; expected points of the main metric, 0 or more, such as 0.5.";
        }

        if (CalibrationImages is < 1 or > 10_000)
        {
            yield return $"Ranges are measured on {CalibrationImages} images; expected 1 to 10000.";
        }
    }
}
