using System.Text.RegularExpressions;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// The names by which users know the layers of a network, read from what exporters leave of them in the names of nodes and weights:
/// Keras' <c>block5_conv1</c>, torchvision's <c>layer4.2</c>. Where a network has no blocks of its own, <c>block1…blockN</c> by resolution.
/// </summary>
internal static partial class LayerNames
{
    /// <summary>Every name with the first node of the path that bears it.</summary>
    public static Dictionary<string, int> FirstNodes(
        List<(NodeProto Node, string[] Activations)> path, Dictionary<string, TensorProto> weights, Dictionary<string, int[]> shapes, int end)
    {
        var model = ModelPrefix(path, weights);
        var first = new Dictionary<string, int>();
        for (var i = 0; i < path.Count; i++)
        {
            foreach (var name in Of(path[i].Node, weights, model))
            {
                first.TryAdd(name, i);
            }
        }

        if (!first.ContainsKey("block1"))
        {
            AddResolutionBlocks(first, path, weights, shapes, end);
        }

        return first;
    }

    /// <summary>For each cut the names of the layers that begin right above it.</summary>
    public static List<string[]> ByCut(
        List<(NodeProto Node, string[] Activations)> path, List<Frontier> cuts, Dictionary<string, TensorProto> weights, Dictionary<string, int[]> shapes, int end)
    {
        var result = cuts.ConvertAll(_ => new List<string>());
        foreach (var (name, position) in FirstNodes(path, weights, shapes, end))
        {
            var cut = cuts.FindLastIndex(c => c.Position < position);
            // A layer deeper inside would train more than its name says.
            if (cut >= 0 && !path.Skip(cuts[cut].Position + 1).Take(position - cuts[cut].Position - 1).Any(p => NodeCost.IsWeighted(p.Node, weights)))
            {
                result[cut].Add(name);
            }
        }

        return result.ConvertAll(names => names.OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal).ToArray());
    }

    /// <summary>The names of each node, from the outermost scope to the layer itself.</summary>
    public static List<string[]> OfNodes(IReadOnlyList<NodeProto> nodes, Dictionary<string, TensorProto> weights)
    {
        var model = ModelPrefix([.. nodes.Select(n => (n, Array.Empty<string>()))], weights);
        return [.. nodes.Select(n => Of(n, weights, model).OrderBy(name => name.Length).ToArray())];
    }

    private static IEnumerable<string> Of(NodeProto node, Dictionary<string, TensorProto> weights, string? model)
    {
        if (node.Name.StartsWith('/'))
        {
            return Prefixes(Qualified(node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1]), '.', _ => true);
        }

        var weight = node.Input.FirstOrDefault(i => weights.ContainsKey(i) && (i.Contains('/') || i.Contains('.')));
        if (weight is not null && !weight.Contains('/') && !weight.Contains("::", StringComparison.Ordinal))
        {
            return Prefixes(weight[..weight.LastIndexOf('.')], '.', _ => true);
        }

        var scoped = node.Name.Contains('/') ? node.Name : weight ?? (node.Name.Length > 0 ? node.Name : node.Output[0]);
        var parts = scoped.Split('/');
        if (model is not null && parts[0] == model && parts.Length > 1)
        {
            parts = parts[1..];
            // TensorFlow numbers a traced layer: block5_conv1_1 in resnet50_1.
            parts[0] = Suffix().IsMatch(model) ? Suffix().Replace(parts[0], "") : parts[0];
        }

        return Generated().IsMatch(parts[0]) ? [] : Prefixes(parts[0], '_', prefix => char.IsAsciiDigit(prefix[^1]));
    }

    /// <summary><c>layer4, layer4.2, conv1</c> is <c>layer4.2.conv1</c>.</summary>
    private static string Qualified(string[] scopes)
    {
        var (name, last) = ("", "");
        foreach (var scope in scopes)
        {
            var own = last.Length > 0 && scope.StartsWith(last + ".", StringComparison.Ordinal) ? scope[(last.Length + 1)..] : scope;
            name = name.Length == 0 ? own : $"{name}.{own}";
            last = scope;
        }

        return name;
    }

    private static IEnumerable<string> Prefixes(string name, char separator, Func<string, bool> keep)
    {
        if (name.Length == 0)
        {
            yield break;
        }

        yield return name;
        for (var i = name.LastIndexOf(separator); i > 0; i = name.LastIndexOf(separator, i - 1))
        {
            if (keep(name[..i]))
            {
                yield return name[..i];
            }
        }
    }

    private static string? ModelPrefix(List<(NodeProto Node, string[] Activations)> path, Dictionary<string, TensorProto> weights)
    {
        var scoped = path.SelectMany(p => p.Node.Input.Where(weights.ContainsKey).Append(p.Node.Name)).Where(n => n.Contains('/') && !n.StartsWith('/')).ToList();
        var common = scoped.GroupBy(n => n.Split('/')[0]).OrderByDescending(g => g.Count()).FirstOrDefault();
        return common is not null && common.Count() > scoped.Count / 2 ? common.Key : null;
    }

    private static void AddResolutionBlocks(
        Dictionary<string, int> first, List<(NodeProto Node, string[] Activations)> path, Dictionary<string, TensorProto> weights, Dictionary<string, int[]> shapes, int end)
    {
        var (block, smallest) = (0, int.MaxValue);
        for (var i = 0; i <= end; i++)
        {
            // A block begins with the first weights that work at a new resolution.
            if (NodeCost.IsWeighted(path[i].Node, weights) && shapes.TryGetValue(path[i].Node.Output[0], out var shape) && shape is [_, var height, var width]
                && height * width < smallest)
            {
                smallest = height * width;
                first.TryAdd($"block{++block}", i);
            }
        }
    }

    [GeneratedRegex(@"_\d+$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^(node_.*|n\d+(_\d+)*|val_\d+|getitem.*|[A-Z]\w*_+\d+(:0)?|const_fold_opt__\d+|onnx::.*)$")]
    private static partial Regex Generated();
}
