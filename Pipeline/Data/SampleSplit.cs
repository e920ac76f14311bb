namespace Transfer.Pipeline.Data;

/// <summary>Splits samples into training and validation.</summary>
/// <param name="names">The names of the groups, usually classes.</param>
/// <param name="share">The share of validation, above 0 and below 1.</param>
/// <param name="seed">The seed; the same seed gives the same split.</param>
internal sealed class SampleSplit(IReadOnlyList<string> names, double share, long seed)
{
    /// <summary>
    /// Takes the same share of each group for validation, at least one sample and not all. Copies of a sample stay on one side, except
    /// where a group has nothing but copies of one.
    /// </summary>
    /// <param name="samples">In an order that does not depend on the file system; both parts keep it within a group.</param>
    /// <param name="group">The group of a sample, usually its class.</param>
    /// <param name="content">What is equal for copies.</param>
    /// <exception cref="InvalidDataException">A group has a single sample.</exception>
    public (List<T> Train, List<T> Validation) Stratified<T>(IEnumerable<T> samples, Func<T, long> group, Func<T, object> content)
    {
        var (train, validation) = (new List<T>(), new List<T>());
        // Copies may be in several groups; the first decides.
        var sides = new Dictionary<object, bool>();
        foreach (var own in samples.GroupBy(group))
        {
            var items = own.ToArray();
            if (items.Length < 2)
            {
                throw new InvalidDataException($"The class '{names[(int)own.Key]}' has one sample. "
                    + "Expected at least two, one to train on and one to validate; add some.");
            }

            var units = items.Index().GroupBy(i => content(i.Item), i => i.Index).Select(u => (u.Key, Items: u.ToArray())).ToArray();
            if (units.Length == 1)
            {
                units = [.. items.Select((item, i) => ((object)(own.Key, i), new[] { i }))];
            }

            foreach (var (index, isHeld) in Held(units, items.Length, own.Key, sides).Index())
            {
                (isHeld ? validation : train).Add(items[index]);
            }
        }

        return (train, validation);
    }

    /// <summary>Whether each sample of a group is for validation.</summary>
    private bool[] Held((object Key, int[] Items)[] units, int count, long group, Dictionary<object, bool> sides)
    {
        var order = Enumerable.Range(0, units.Length).ToArray();
        new SeededRandom(seed, group).Shuffle(order.AsSpan());
        var wanted = Math.Clamp((int)Math.Round(count * share), 1, count - 1);
        var taken = units.Where(u => sides.GetValueOrDefault(u.Key)).Sum(u => u.Items.Length);
        var free = order.Select(i => units[i]).Where(u => !sides.ContainsKey(u.Key)).ToArray();
        foreach (var (key, items) in free)
        {
            sides[key] = taken + items.Length <= wanted;
            taken += sides[key] ? items.Length : 0;
        }

        if (taken == 0 && free.Length > 0)
        {
            // All have more copies than are wanted.
            sides[free.MinBy(u => u.Items.Length).Key] = true;
        }

        var held = new bool[count];
        foreach (var (key, items) in units)
        {
            foreach (var item in items)
            {
                held[item] = sides[key];
            }
        }

        return held;
    }
}
