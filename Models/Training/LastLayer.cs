namespace Transfer.Models;

/// <summary>The last layer, by problem.</summary>
public enum LastLayer
{
    /// <summary>One output, the probability of the second class; goes with binary cross-entropy. Two classes.</summary>
    Sigmoid,

    /// <summary>One output per class; goes with cross-entropy. Three classes or more.</summary>
    Softmax,
}
