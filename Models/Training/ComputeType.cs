namespace Transfer.Models;

/// <summary>The type in which convolutions and matrix products are computed while training; weights are float32 always.</summary>
public enum ComputeType
{
    /// <summary>32 bits. The default.</summary>
    Float32,

    /// <summary>16 bits with float32's range; fast on processors with AVX512-BF16 or AMX and on GPUs.</summary>
    BFloat16,

    /// <summary>16 bits with a small range; for GPUs.</summary>
    Float16,
}
