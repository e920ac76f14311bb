namespace Transfer.Pipeline;

/// <summary>What is trained from random weights, for comparison with transfer learning.</summary>
public enum ScratchNetwork
{
    /// <summary>Nothing: the base is pretrained and frozen. The default.</summary>
    None,

    /// <summary>The small convolutional network of the course, whose maps are flattened.</summary>
    Small,

    /// <summary>The backbone with its weights forgotten.</summary>
    Backbone,
}
