namespace Transfer.Models.Quantization;

/// <summary>How the range of an activation is chosen from what training images give.</summary>
public enum CalibrationMethod
{
    /// <summary>From the least to the largest value: nothing is cut off, and the steps are the widest.</summary>
    MinMax,

    /// <summary>All but a hundredth of a percent of the values.</summary>
    Percentile,

    /// <summary>
    /// The range whose 128 steps keep the distribution best, by Kullback-Leibler divergence (Migacz: 8-bit Inference with TensorRT, 2017).
    /// </summary>
    Entropy,
}
