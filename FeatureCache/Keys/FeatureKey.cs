namespace Transfer.FeatureCache;

/// <summary>Which row of a store: one view of one image.</summary>
/// <param name="Image">The hash of the image's file, so that a renamed copy is the same image and an edited one is not.</param>
/// <param name="View">0 for the image itself; 1, 2, … for its augmented views.</param>
public readonly record struct FeatureKey(ContentHash Image, int View)
{
    /// <summary>By the image's hash, byte by byte, then by view: the order of rows in a merged shard.</summary>
    internal static Comparer<FeatureKey> Order { get; } = Comparer<FeatureKey>.Create((left, right) =>
    {
        var order = ContentHash.Compare(left.Image, right.Image);
        return order != 0 ? order : left.View.CompareTo(right.View);
    });
}
