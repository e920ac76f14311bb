namespace Transfer.Models;

/// <summary>A map's size, as the steps that change it from the last tensor about which nothing is known.</summary>
/// <param name="Root">That tensor. Its images are this map's.</param>
/// <param name="Steps">What changed height and width since; nothing while they stay.</param>
/// <param name="Channels">The channels; null for those of the root.</param>
internal readonly record struct MapSize(string Root, string Steps, int? Channels)
{
    /// <summary>The size of a tensor about which nothing is known.</summary>
    public static MapSize Unknown(string tensor) => new(tensor, "", null);
}
