namespace Transfer.Pipeline.Tuning;

/// <summary>The configurations that a tournament tries, the default one of the first network first.</summary>
internal static class TuneGrid
{
    // Of usual networks of 224 px 160 px, which take half the time.
    private const double SmallerSize = 5 / 7.0;
    private const int SizeStep = 32;

    /// <summary>The networks: those that are given, or the bundled one and those on this machine.</summary>
    public static IReadOnlyList<string> Models(TuneOptions options) => options.Models.Count > 0 ? options.Models
        : [.. BackboneRegistry.All.Select(r => r.Name).Concat(Added()).Where(name => BackboneRegistry.FileOf(name) is not null).Distinct()];

    /// <summary>The image sizes of a network, its own first.</summary>
    public static IReadOnlyList<int> ImageSizes(TuneOptions options, int own) => options.ImageSizes.Count > 0 ? options.ImageSizes
        : [.. new[] { own, Math.Max(SizeStep, (int)Math.Round(own * SmallerSize / SizeStep) * SizeStep) }.Distinct()];

    /// <summary>The heads with their weight decays: only the first head with layers has several.</summary>
    public static IEnumerable<(string Head, double WeightDecay)> Heads(TuneOptions options)
    {
        var first = options.Heads.FirstOrDefault(h => !HeadLayers.IsLinear(h));
        return options.Heads.SelectMany(head => (head == first ? options.WeightDecays
            : [HeadDecay.IsUsual(options.Trainer, head) ? HeadDecay.Usual : 0]).Select(decay => (head, decay)));
    }

    /// <summary>
    /// Takes some of the configurations of each base in turn, so that a budget does not leave out whole networks. The order within a base
    /// is kept, and so is the first one.
    /// </summary>
    public static IReadOnlyList<TuneConfiguration> Limit(IReadOnlyList<TuneConfiguration> all, int? most) => most is not { } count ? all
        : [.. all.GroupBy(c => (c.Model, c.ImageSize, c.Cut)).SelectMany(own => own.Index()).OrderBy(c => c.Index).Take(count)
            .Select(c => c.Item)];

    private static IEnumerable<string> Added() => !Directory.Exists(BackboneRegistry.Folder) ? []
        : Directory.EnumerateFiles(BackboneRegistry.Folder, "*.onnx").Select(f => Path.GetFileNameWithoutExtension(f))
            .Order(StringComparer.Ordinal);
}
