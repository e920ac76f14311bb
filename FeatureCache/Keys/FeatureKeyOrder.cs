namespace Transfer.FeatureCache;

/// <summary>By the image's hash, byte by byte, then by view: the order of rows in a merged shard.</summary>
internal sealed class FeatureKeyOrder : IComparer<FeatureKey>
{
    public static FeatureKeyOrder Instance { get; } = new();

    public int Compare(FeatureKey x, FeatureKey y)
    {
        var order = ContentHash.Compare(x.Image, y.Image);
        return order != 0 ? order : x.View.CompareTo(y.View);
    }
}
