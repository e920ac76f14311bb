namespace Transfer.FeatureCache;

/// <summary>Which row of a store: one view of one picture.</summary>
/// <param name="Image">The hash of the picture's file, so that a renamed copy is the same picture and an edited one is not.</param>
/// <param name="View">0 for the picture as it is; 1, 2, … for its augmented views.</param>
public readonly record struct FeatureKey(ContentHash Image, int View);
