namespace Transfer.Models.Heads;

/// <summary>The activation of the last layer: logits to outputs.</summary>
public enum OutputActivation
{
    /// <summary>
    /// Each output in (0, 1) by itself: one output is the probability of the second of two classes, several are the probabilities of labels
    /// that do not exclude each other, or values from 0 to 1.
    /// </summary>
    Sigmoid,

    /// <summary>One output per class, with a sum of 1: classes that exclude each other.</summary>
    Softmax,

    /// <summary>Logits are the outputs: values of any size, or margins.</summary>
    Linear,

    /// <summary>Outputs above 0: counts.</summary>
    Exponential,
}
