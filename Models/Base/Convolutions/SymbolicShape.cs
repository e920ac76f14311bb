namespace Transfer.Models;

/// <summary>A feature map's shape as an expression: the steps that change it from the last tensor whose shape is not known.</summary>
/// <param name="Root">That tensor. Both have the same images.</param>
/// <param name="Steps">The changes of height and width since; empty while they stay.</param>
/// <param name="Channels">The number of channels; null for those of the root.</param>
internal readonly record struct SymbolicShape(string Root, string Steps, int? Channels)
{
    /// <summary>The shape of a tensor about which nothing is known.</summary>
    public static SymbolicShape Unknown(string tensor) => new(tensor, "", null);
}
