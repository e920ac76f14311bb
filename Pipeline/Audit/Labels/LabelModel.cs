namespace Transfer.Pipeline.Audit;

/// <summary>What heads say of the labels: out-of-fold probabilities, and how probable each label is by them.</summary>
/// <param name="Outputs">The out-of-fold probabilities of the last heads, together with the votes of neighbours.</param>
/// <param name="Heads">The last heads; null where the classes are too small for folds.</param>
/// <param name="Joint">The confident joint; null without heads.</param>
/// <param name="Noise">The noise of the labels; null without heads.</param>
internal sealed record LabelModel(OutOfFold Outputs, FoldHeads? Heads, ConfidentJoint? Joint, LabelNoise? Noise)
{
    /// <summary>From this probability on a label is more probably wrong than right, and another one is proposed.</summary>
    public const double MoreProbablyWrong = 0.5;

    // A linear head of many classes takes longer than one with a dense layer, which has epochs.
    private const int MostLinear = 12;

    // Wrong labels that were trained on hide others, so heads are trained again without them.
    private const int MostRounds = 4;

    /// <summary>The classes that are too small: of which all images are in one group.</summary>
    public IReadOnlyList<int> TooSmall { get; private init; } = [];

    /// <summary>The head that suits a number of classes, where none is chosen.</summary>
    public static HeadOptions HeadOf(AuditOptions options, int classes) =>
        options.Head ?? (classes <= MostLinear ? new HeadOptions { Layers = HeadLayers.Linear } : new HeadOptions());

    /// <summary>Trains heads on folds, again and again without the labels that they find wrong, until these stay the same.</summary>
    /// <param name="neighbours">The nearest neighbours of each image in the features.</param>
    /// <param name="groups">The group of each image; images of a group are in the same fold.</param>
    public static LabelModel Train(AuditImages images, Neighbours neighbours, int[] groups, AuditOptions options, RunContext context)
    {
        var classes = images.Classes.Count;
        var groupsOfClass = Enumerable.Range(0, images.Count).ToLookup(i => (int)images.Labels[i], i => groups[i]);
        int[] small = [.. Enumerable.Range(0, classes).Where(label => groupsOfClass[label].Distinct().Count() < 2)];
        int[] used = [.. Enumerable.Range(0, images.Count).Where(i => !small.Contains((int)images.Labels[i]))];
        if (classes - small.Length < 2)
        {
            return new LabelModel(OutOfFold.Unknown(images.Count, classes), null, null, null) { TooSmall = small };
        }

        var heads = FoldHeads.Train(images, used, [.. used.Select(i => groups[i])], options, InRound(context, 1));
        for (var round = 1; ; round++)
        {
            var votes = NeighbourVotes.Of(images, neighbours, groups, TrustedImages(heads, images.Count));
            var outputs = OutOfFold.Of(heads, images.Count).With(votes);
            var joint = new ConfidentJoint(outputs, images.Labels);
            var noise = new LabelNoise(outputs, images.Labels, joint);
            var isTrusted = Trusted(heads, noise);
            if (round == MostRounds || isTrusted.SequenceEqual(heads.IsTrusted))
            {
                return new LabelModel(outputs, heads, joint, noise) { TooSmall = small };
            }

            heads = heads.Without(isTrusted, InRound(context, round + 1));
        }
    }

    /// <summary>The rows to train on; of each class most of them, whatever the heads say.</summary>
    private static bool[] Trusted(FoldHeads heads, LabelNoise noise)
    {
        var labels = heads.Table.Labels;
        bool[] isTrusted = [.. heads.Images.Select((image, row) => noise.Wrong(image, labels[row]) < MoreProbablyWrong)];
        foreach (var rows in Enumerable.Range(0, labels.Length).GroupBy(row => labels[row]))
        {
            if (rows.Count(row => !isTrusted[row]) > rows.Count() / 2)
            {
                foreach (var row in rows)
                {
                    isTrusted[row] = true;
                }
            }
        }

        return isTrusted;
    }

    private static bool[] TrustedImages(FoldHeads heads, int count)
    {
        bool[] isTrusted = [.. Enumerable.Repeat(true, count)];
        foreach (var (row, image) in heads.Images.Index())
        {
            isTrusted[image] = heads.IsTrusted[row];
        }

        return isTrusted;
    }

    private static RunContext InRound(RunContext context, int round) =>
        StageProgress.Name(context, FormattableString.Invariant($"Labels, round {round}"));
}
