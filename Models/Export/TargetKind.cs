namespace Transfer.Models.Export;

/// <summary>The kind of output of an exported model.</summary>
public enum TargetKind
{
    /// <summary>Classes that exclude each other.</summary>
    Classes,

    /// <summary>Labels that do not exclude each other.</summary>
    Labels,

    /// <summary>Values.</summary>
    Values,
}
