namespace Transfer.Models.Heads;

/// <summary>The layers that a head can have, written one after another with commas between.</summary>
internal static class HeadLayers
{
    internal const string Dense = "dense";
    internal const string Dropout = "dropout";
    internal const string BatchNorm = "batchnorm";
    internal const string Last = "last";
    internal const string Linear = "linear";

    private const string Nothing = "none";

    private static readonly Setting L1 = new("l1", 0);
    private static readonly Setting L2 = new("l2", 0);

    /// <summary>
    /// The table: <c>dense:UNITS</c> with Keras' regularisers <c>l1</c> and <c>l2</c>, <c>dropout:SHARE</c>, <c>batchnorm</c> (Ioffe and
    /// Szegedy, ICML 2015) with Keras' momentum and epsilon, the activations under Keras' names, and <c>last</c> with the regularisers of
    /// the output activation.
    /// </summary>
    public static ChoiceTable Table { get; } = new("head layer",
    [
        new Choice(Dense) { Settings = [new Setting("units", double.NaN) { Low = 1, High = 1 << 20, IsWhole = true }, L1, L2] },
        new Choice(Dropout) { Settings = [new Setting("share", double.NaN) { High = 1, IsBelowHigh = true }] },
        new Choice(BatchNorm)
        {
            Aliases = ["batch_normalization"],
            Settings = [new Setting("momentum", 0.99) { High = 1, IsBelowHigh = true }, new Setting("epsilon", 1e-3) { IsAboveLow = true }],
        },
        .. HeadActivations.All.Select(a => a.Choice),
        new Choice(Last) { Settings = [L1, L2] },
    ]);

    /// <summary>Every fault of a text, one sentence each.</summary>
    public static IEnumerable<string> Faults(string layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var parts = Split(layers);
        foreach (var fault in parts.Select(Table.Fault).OfType<string>())
        {
            yield return fault;
        }

        var last = Array.FindIndex(parts, p => p.Split(':')[0].Trim().Equals(Last, StringComparison.OrdinalIgnoreCase));
        if (last >= 0 && last < parts.Length - 1)
        {
            yield return $"In the head '{layers}' there are layers after last; expected it at the end.";
        }
    }

    /// <summary>The layers of a head in order.</summary>
    /// <exception cref="ArgumentException">The text has faults; the message has them all.</exception>
    public static IReadOnlyList<Selection> Parse(HeadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Validate().ToList();
        return faults.Count > 0
            ? throw new ArgumentException(string.Join(" ", faults))
            : [.. Split(options.Layers).Select(Table.Parse)];
    }

    /// <summary>Layers as text.</summary>
    internal static string Write(IReadOnlyList<Selection> layers) => layers.Count == 0 ? Nothing : string.Join(',', layers);

    internal static bool IsLinear(string layers) => layers.Trim().Equals(Linear, StringComparison.OrdinalIgnoreCase);

    private static string[] Split(string layers) =>
        layers.Trim().Equals(Nothing, StringComparison.OrdinalIgnoreCase) || IsLinear(layers) ? []
            : layers.Split(',', StringSplitOptions.TrimEntries);
}
