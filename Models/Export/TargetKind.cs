namespace Transfer.Models;

/// <summary>What a model's outputs are of.</summary>
public enum TargetKind
{
    /// <summary>Classes that exclude each other.</summary>
    Classes,

    /// <summary>Labels that do not exclude each other.</summary>
    Labels,

    /// <summary>Values.</summary>
    Values,
}
