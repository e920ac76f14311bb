namespace Transfer.Pipeline;

/// <summary>
/// Finds images that are byte for byte the same: in several splits, where they make figures too good, or with several labels.
/// </summary>
/// <param name="samples">The images of a run.</param>
/// <param name="classes">The names of the classes; empty for labels and values.</param>
internal sealed class ImageCopies(IReadOnlyList<RunSample> samples, IReadOnlyList<string> classes)
{
    /// <summary>The images of a split that the model has seen: training images, and for test images those of validation as well.</summary>
    /// <param name="content">The contents of the split's images.</param>
    public int CountSeen(string split, IEnumerable<ContentHash> content)
    {
        var seen = samples.Where(s => s.Hash is not null && (s.Split == SplitNames.Train
            || (split == SplitNames.Test && s.Split == SplitNames.Validation))).Select(s => s.Hash!.Value).ToHashSet();
        return content.Count(seen.Contains);
    }

    /// <summary>A warning for each kind of copy that there is.</summary>
    public IEnumerable<string> Warnings() =>
    [
        .. Between(SplitNames.Validation, SplitNames.Train, "figures on them are too good"),
        .. Between(SplitNames.Test, SplitNames.Train, "figures on them are too good"),
        .. Between(SplitNames.Test, SplitNames.Validation, "the best epoch was chosen on them, so figures on them are too good"),
        .. WithOtherTargets(),
    ];

    private IEnumerable<string> Between(string split, string other, string meaning)
    {
        var originals = Of(other).GroupBy(s => s.Hash!.Value).ToDictionary(g => g.Key, g => g.First().Path);
        var copies = Of(split).Where(s => originals.ContainsKey(s.Hash!.Value)).ToList();
        if (copies.Count > 0)
        {
            var names = FoundImages.List(copies.Select(s => s.Path == originals[s.Hash!.Value] ? s.Path
                : $"{s.Path} is {originals[s.Hash!.Value]}"), copies.Count);
            var noun = other == SplitNames.Train ? "training" : other;
            yield return $"Warning: {copies.Count:N0} {split} images are also {noun} images, byte for byte ({names}); {meaning}.";
        }
    }

    private IEnumerable<string> WithOtherTargets()
    {
        var pairs = samples.Where(s => s.Hash is not null && s.Split != RunSample.Excluded).GroupBy(s => s.Hash!.Value)
            .Select(g => (First: g.First(), Other: g.FirstOrDefault(s => !s.HasTargetsOf(g.First()))))
            .Where(p => p.Other is not null).ToList();
        if (pairs.Count > 0)
        {
            var names = FoundImages.List(pairs.Select(p => $"{Describe(p.First)} and {Describe(p.Other!)}"), pairs.Count);
            yield return $"Warning: {pairs.Count:N0} images are there twice with different targets, byte for byte ({names}); "
                + "one of the two is wrong.";
        }

        string Describe(RunSample sample) => sample.Targets is null ? $"{sample.Path} as {classes[sample.Label]}" : sample.Path;
    }

    private IEnumerable<RunSample> Of(string split) => samples.Where(s => s.Split == split && s.Hash is not null);
}
