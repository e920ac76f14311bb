namespace Transfer.Pipeline.Data;

/// <summary>Splits samples into training and validation.</summary>
internal static class SampleSplit
{
    /// <summary>Takes the same share of each group for validation, at least one sample and not all.</summary>
    /// <param name="samples">In an order that does not depend on the file system; both parts keep it within a group.</param>
    /// <param name="group">The group of a sample, usually its class.</param>
    /// <param name="names">The names of the groups.</param>
    /// <param name="share">The share of validation, above 0 and below 1.</param>
    /// <exception cref="InvalidDataException">A group has a single sample.</exception>
    public static (List<T> Train, List<T> Validation) Stratified<T>(
        IEnumerable<T> samples, Func<T, long> group, IReadOnlyList<string> names, double share, long seed)
    {
        var (train, validation) = (new List<T>(), new List<T>());
        foreach (var own in samples.GroupBy(group))
        {
            var items = own.ToArray();
            if (items.Length < 2)
            {
                throw new InvalidDataException($"The class '{names[(int)own.Key]}' has one sample. "
                    + "Expected at least two, one to train on and one to validate; add some.");
            }

            var order = Enumerable.Range(0, items.Length).ToArray();
            new SeededRandom(seed, own.Key).Shuffle(order.AsSpan());
            var held = Math.Clamp((int)Math.Round(items.Length * share), 1, items.Length - 1);
            validation.AddRange(order[..held].Order().Select(i => items[i]));
            train.AddRange(order[held..].Order().Select(i => items[i]));
        }

        return (train, validation);
    }
}
