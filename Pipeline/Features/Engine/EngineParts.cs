namespace Transfer.Pipeline.Features;

/// <summary>What an extraction is made of; all of it stays its owner's.</summary>
internal sealed record EngineParts
{
    public required ConvBase Base { get; init; }

    public required ImageLoader Loader { get; init; }

    /// <summary>Where view 0 goes; null when it is not wanted.</summary>
    public required FeatureStore? Store { get; init; }

    /// <summary>Where views from 1 on go; null when none are wanted.</summary>
    public FeatureStore? ViewStore { get; init; }

    /// <summary>Makes the views from 1 on.</summary>
    public Augmenter? Augmenter { get; init; }

    /// <summary>The views of every image, in the order of the rows.</summary>
    public IReadOnlyList<int> Views { get; init; } = [0];

    /// <summary>What earlier runs found out about contents.</summary>
    public required OutcomeIndex Outcomes { get; init; }

    /// <summary>The hashes of unchanged files; null to read every file.</summary>
    public PathIndex? Paths { get; init; }

    /// <summary>Whether hashes in <see cref="Paths"/> are trusted, or only recorded.</summary>
    public bool TrustPaths { get; init; } = true;

    /// <summary>Images in one run of the base; null for the usual number or a calibration.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Whether features stay in memory until their row has been taken.</summary>
    public bool KeepFeatures { get; init; }

    public FeatureStore StoreOf(int view) => view == 0 ? Store! : ViewStore!;

    public bool IsCached(ContentHash image, int view) => StoreOf(view).Contains(new FeatureKey(image, view));

    /// <summary>Whether the cache has all rows of a content.</summary>
    public bool AreCached(ContentHash image)
    {
        // Asked for every file, so nothing is allocated.
        for (var i = 0; i < Views.Count; i++)
        {
            if (!IsCached(image, Views[i]))
            {
                return false;
            }
        }

        return true;
    }
}
