namespace Transfer.Pipeline;

/// <summary>How the learning rate goes after the warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>It stays. The default.</summary>
    Constant,

    /// <summary>Half a cosine from the full rate down to 0 at the last step (Loshchilov and Hutter: SGDR, ICLR 2017; Keras' <c>CosineDecay</c>).</summary>
    Cosine,
}
