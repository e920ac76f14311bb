using System.Globalization;

namespace Transfer.Models;

/// <summary>Finds the cut from which a network is trained, given what to unfreeze.</summary>
public static class Unfreezing
{
    private const string Share = "last:";
    private const int NamesInMessage = 5;

    /// <summary>Finds the cut below which all weights stay frozen.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="cuts">Its cut points at the image size.</param>
    /// <param name="imageSize">Height and width in pixels.</param>
    /// <param name="what">
    /// A layer or block (<c>block5_conv1</c>, <c>layer4</c>, <c>block5</c>) or a node, which is trained with everything above it; a tensor,
    /// above which everything is trained; <c>last:20%</c> of the weights of the base; or <c>all</c>.
    /// </param>
    /// <returns>The highest cut that has all of it above.</returns>
    /// <exception cref="ArgumentException">There is no such thing; the message lists the nearest names.</exception>
    public static CutPoint Resolve(OnnxGraph graph, IReadOnlyList<CutPoint> cuts, int imageSize, string what)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentNullException.ThrowIfNull(what);
        if (what == "all")
        {
            return CutPoints.Whole(graph, imageSize, cuts[0]);
        }

        if (what.StartsWith(Share, StringComparison.Ordinal))
        {
            return LastShare(cuts, what);
        }

        if (cuts.FirstOrDefault(c => c.Aliases.Contains(what)) is { } named)
        {
            return named;
        }

        var path = ActivationPath.Of(graph);
        var shapes = cuts.SelectMany(c => c.Tensors.Zip(c.Shapes)).DistinctBy(p => p.First)
            .ToDictionary(p => p.First, p => p.Second.ToArray());
        var end = cuts.Single(c => c.IsDefault).Name;
        var layers = LayerNames.FirstNodes(path, shapes, path.Find(n => n.Output.Contains(end)));
        if (layers.TryGetValue(what, out var position) || (position = path.Find(n => n.Name == what)) >= 0)
        {
            return Below(position);
        }

        if (cuts.FirstOrDefault(c => c.Name == what || c.Tensors.Contains(what)) is { } cut)
        {
            return cut;
        }

        position = path.Find(n => n.Output.Contains(what));
        return position >= 0 ? Below(position + 1) : throw Unknown(graph, what, layers.Keys.Concat(cuts.Select(c => c.Name)));

        CutPoint Below(int position)
        {
            var below = path.Nodes.Take(position).SelectMany(n => n.Output).ToHashSet();
            return cuts.LastOrDefault(c => c.Tensors.All(below.Contains)) ?? CutPoints.Whole(graph, imageSize, cuts[0]);
        }
    }

    private static ArgumentException Unknown(OnnxGraph graph, string what, IEnumerable<string> names)
    {
        var nearest = names.Distinct().OrderBy(n => Distance(what, n)).ThenBy(n => n, StringComparer.Ordinal).Take(NamesInMessage);
        return new ArgumentException(
            $"'{graph.Name}' has no layer, node or tensor '{what}'. The nearest names are {string.Join(", ", nearest)}. "
            + "Inspect the network for all names; last:20% and all work with any network.");
    }

    private static CutPoint LastShare(IReadOnlyList<CutPoint> cuts, string what)
    {
        if (!what.EndsWith('%')
            || !double.TryParse(what.AsSpan()[Share.Length..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            || percent is not (> 0 and <= 100))
        {
            throw new ArgumentException(
                $"'{what}' is not a share of the weights. Expected {Share} and a percentage above 0 and up to 100, such as last:20%.");
        }

        var end = cuts.Single(c => c.IsDefault);
        var trainable = cuts.Where(c => c.ParametersBelow < end.ParametersBelow).ToList();
        return trainable.FirstOrDefault(c => end.ParametersBelow - c.ParametersBelow <= end.ParametersBelow * percent / 100)
            ?? trainable.LastOrDefault()
            ?? throw new ArgumentException(
                "The base has no cut point below its end, so no part of it can be unfrozen. Unfreeze all to train the whole network.");
    }

    /// <summary>The number of letters to insert, delete or replace (Levenshtein, 1966), whatever their case.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
