namespace Transfer.Pipeline.Quantization;

/// <summary>The numbers of a smaller file.</summary>
public enum ModelPrecision
{
    /// <summary>Weights in 16 bits, half the bytes; computed in 32 bits, as fast as before.</summary>
    Float16,

    /// <summary>
    /// Weights and activations in 8 bits: a quarter of the bytes, and faster where the processor has instructions for it.
    /// </summary>
    Int8,
}
