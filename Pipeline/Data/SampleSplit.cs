using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>Sets validation samples aside, the same ones for the same seed.</summary>
internal static class SampleSplit
{
    /// <summary>A share of each class.</summary>
    /// <param name="samples">In an order that does not depend on the file system.</param>
    /// <param name="groups">The names of the groups that labels are the numbers of; each gives its share.</param>
    /// <param name="share">Above 0 and below 1; at least one sample of each group is set aside, and one is not.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="InvalidDataException">A group has one sample alone.</exception>
    public static (List<ImageSample> Train, List<ImageSample> Validation) Stratified(IEnumerable<ImageSample> samples, IReadOnlyList<string> groups, double share, long seed)
    {
        var (train, validation) = (new List<ImageSample>(), new List<ImageSample>());
        foreach (var group in samples.GroupBy(s => s.Label))
        {
            var shuffled = group.ToArray();
            if (shuffled.Length < 2)
            {
                throw new InvalidDataException($"The class '{groups[group.Key]}' has one picture. Expected at least two, one to train on and one to validate; add pictures.");
            }

            new SeededRandom(seed, group.Key).Shuffle(shuffled.AsSpan());
            var held = Math.Clamp((int)Math.Round(shuffled.Length * share), 1, shuffled.Length - 1);
            validation.AddRange(shuffled[..held].OrderBy(s => s.Path, StringComparer.Ordinal));
            train.AddRange(shuffled[held..].OrderBy(s => s.Path, StringComparer.Ordinal));
        }

        return (train, validation);
    }
}
