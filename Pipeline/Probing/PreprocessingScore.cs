namespace Transfer.Pipeline.Probing;

/// <summary>How well a linear probe tells the classes apart by the features of one preprocessing.</summary>
public sealed record PreprocessingScore
{
    /// <summary>The preprocessing as <see cref="FeatureOptions.Preprocessing"/> takes it, such as <c>caffe,resize=crop</c>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>What it does, in words, such as <c>RGB, -1 to 1</c>.</summary>
    public required string Meaning { get; init; }

    /// <summary>
    /// The mean squared error of the probe for images that it was not fitted to, as a share of that of guessing by the frequency of the
    /// classes: 0 is perfect, 1 useless. Candidates are ranked by it, since it tells apart what accuracies of a few hundred images do not.
    /// </summary>
    public required double Error { get; init; }

    /// <summary>The accuracy of the probe for images that it was not fitted to, with its 95 % interval.</summary>
    public required Accuracy Accuracy { get; init; }

    /// <summary>The accuracy minus that of the proposed one, image by image (McNemar); null for the proposed one.</summary>
    public PairedDifference? Difference { get; init; }

    /// <summary>
    /// The two-sided p-value, [0, 1], of the hypothesis that the errors are those of the first on the same images (a paired t-test with
    /// Holm's correction for all candidates); 1 for the first.
    /// </summary>
    public double PValue { get; init; } = 1;

    /// <summary>Whether it may be as good as the first: a p-value above 0.05.</summary>
    public bool IsAsGood => !(PValue <= CorrectedMean.Level);

    /// <summary>Whether this is what is known of the network.</summary>
    public bool IsKnown { get; init; }
}
