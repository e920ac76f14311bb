namespace Transfer.FeatureCache;

/// <summary>How the numbers of a row lie on disk. Rows come in and go out as 32-bit floats either way.</summary>
public enum FeatureRowType
{
    /// <summary>IEEE 754 single precision, 4 bytes a number: what a network gave, bit by bit.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes a number: 11 significant bits, and nothing beyond ±65,504.</summary>
    Float16,
}
