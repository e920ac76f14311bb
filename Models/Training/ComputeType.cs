namespace Transfer.Models.Training;

/// <summary>The number type of convolutions and matrix products in training. Weights are always float32.</summary>
public enum ComputeType
{
    /// <summary>32 bits. The default.</summary>
    Float32,

    /// <summary>16 bits with the range of float32; fast on GPUs and on processors with AVX512-BF16 or AMX.</summary>
    BFloat16,

    /// <summary>16 bits with a small range; for GPUs.</summary>
    Float16,
}
