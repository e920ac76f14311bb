using System.Globalization;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>What <c>--unfreeze</c> means: from which cut on a network is trained.</summary>
public static class Unfreezing
{
    private const int Candidates = 5;

    /// <summary>Finds the cut below which everything stays frozen.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="cuts">Its cut points at the image size.</param>
    /// <param name="imageSize">Height and width in pixels.</param>
    /// <param name="what">
    /// A layer or block (<c>block5_conv1</c>, <c>layer4</c>, <c>block5</c>) or a node, which is then trained with all above it; a tensor, above
    /// which all is trained; <c>last:20%</c> of the base's weights; or <c>all</c>.
    /// </param>
    /// <returns>The highest cut from which all of that can be trained.</returns>
    /// <exception cref="ArgumentException">There is no such thing; the nearest names are listed.</exception>
    public static CutPoint Resolve(OnnxGraph graph, IReadOnlyList<CutPoint> cuts, int imageSize, string what)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentNullException.ThrowIfNull(what);
        if (what == "all")
        {
            return CutPoints.Whole(graph, imageSize, cuts[0]);
        }

        if (what.StartsWith("last:", StringComparison.Ordinal))
        {
            return LastShare(cuts, what);
        }

        var path = new GraphTopology(graph.Model.Graph).ActivationPath(graph.InputName, graph.OutputName);
        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        var shapes = cuts.SelectMany(c => c.Tensors.Zip(c.Shapes)).GroupBy(p => p.First).ToDictionary(g => g.Key, g => g.First().Second.ToArray());
        var named = cuts.SelectMany(c => c.Aliases.Select(a => (Alias: a, Cut: c))).FirstOrDefault(p => p.Alias == what).Cut;
        if (named is not null)
        {
            return named;
        }

        var end = path.FindIndex(p => p.Node.Output.Contains(cuts.Single(c => c.IsDefault).Name));
        var layers = LayerNames.FirstNodes(path, weights, shapes, end);
        if (layers.TryGetValue(what, out var position) || (position = path.FindIndex(p => p.Node.Name == what)) >= 0)
        {
            return Below(graph, cuts, imageSize, path, position);
        }

        if (cuts.FirstOrDefault(c => c.Name == what || c.Tensors.Contains(what)) is { } cut)
        {
            return cut;
        }

        position = path.FindIndex(p => p.Node.Output.Contains(what));
        return position >= 0
            ? Below(graph, cuts, imageSize, path, position + 1)
            : throw new ArgumentException($"'{graph.Name}' has no layer, node or tensor '{what}'. {Nearest(what, layers.Keys, cuts)} 'transfer models inspect' lists all; last:20% and all work with any network.");
    }

    private static CutPoint Below(OnnxGraph graph, IReadOnlyList<CutPoint> cuts, int imageSize, List<(NodeProto Node, string[] Activations)> path, int position)
    {
        var above = path.Take(position).SelectMany(p => p.Node.Output).ToHashSet();
        return cuts.LastOrDefault(c => c.Tensors.All(above.Contains)) ?? CutPoints.Whole(graph, imageSize, cuts[0]);
    }

    private static CutPoint LastShare(IReadOnlyList<CutPoint> cuts, string what)
    {
        if (!what.EndsWith('%') || !double.TryParse(what.AsSpan(5, what.Length - 6), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) || percent is not (> 0 and <= 100))
        {
            throw new ArgumentException($"'{what}' is not a share of the weights. Expected last: and a percentage above 0 and up to 100, such as last:20%.");
        }

        var end = cuts.Single(c => c.IsDefault);
        var trainable = cuts.Where(c => c.ParametersBelow < end.ParametersBelow).ToList();
        return trainable.FirstOrDefault(c => end.ParametersBelow - c.ParametersBelow <= end.ParametersBelow * percent / 100)
            ?? trainable.LastOrDefault()
            ?? throw new ArgumentException("The base has no cut point below its end, so no part of it can be unfrozen alone; --unfreeze all trains everything.");
    }

    private static string Nearest(string what, IEnumerable<string> layers, IReadOnlyList<CutPoint> cuts)
    {
        var names = layers.Concat(cuts.Select(c => c.Name)).Distinct().OrderBy(n => Distance(what, n)).ThenBy(n => n, StringComparer.Ordinal).Take(Candidates);
        return $"The nearest names are {string.Join(", ", names)}.";
    }

    /// <summary>Levenshtein, 1966: the number of letters to insert, delete or replace.</summary>
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
