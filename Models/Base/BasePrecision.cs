namespace Transfer.Models;

/// <summary>The numbers that a GPU computes a base with. A processor always takes <see cref="Float32"/>.</summary>
public enum BasePrecision
{
    /// <summary>32 bits throughout, as on a processor. The default.</summary>
    Float32,

    /// <summary>
    /// 32 bits, with factors of convolutions and matrix products rounded to the 10 bits of TensorFloat-32, which GPUs since Ampere (2020)
    /// have units for.
    /// </summary>
    TensorFloat32,

    /// <summary>
    /// 16 bits throughout: half the memory, and the most images a second. Features differ by up to a hundredth of the largest.
    /// </summary>
    Float16,
}
