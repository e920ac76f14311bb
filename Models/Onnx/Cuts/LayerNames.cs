using System.Text.RegularExpressions;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// The names of layers as users know them, from the names of nodes and weights in the file: <c>block5_conv1</c> in Keras,
/// <c>layer4.2</c> in torchvision. A network without <c>block1</c> also gets <c>block1…blockN</c>, one for each resolution.
/// What the record of the file adds are names, too.
/// </summary>
internal static partial class LayerNames
{
    /// <summary>Each name with the position of the first node that has it.</summary>
    /// <param name="path">The path through the network.</param>
    /// <param name="shapes">Shapes of tensors without the batch, for the blocks by resolution.</param>
    /// <param name="end">The position of the end of the base.</param>
    public static Dictionary<string, int> FirstNodes(ActivationPath path, IReadOnlyDictionary<string, int[]> shapes, int end)
    {
        var first = new Dictionary<string, int>();
        foreach (var (i, names) in OfNodes(path.Nodes, path.Weights).Index())
        {
            foreach (var name in names)
            {
                first.TryAdd(name, i);
            }
        }

        foreach (var (alias, name) in path.Aliases)
        {
            if (first.TryGetValue(name, out var position) || (position = path.Find(n => n.Name == name || n.Output.Contains(name))) >= 0)
            {
                first[alias] = position;
            }
        }

        if (!first.ContainsKey("block1"))
        {
            AddResolutionBlocks(first, path, shapes, end);
        }

        return first;
    }

    /// <summary>For each cut, the names of the layers that begin right above it.</summary>
    public static List<string[]> ByCut(ActivationPath path, List<Frontier> cuts, IReadOnlyDictionary<string, int[]> shapes, int end)
    {
        var result = cuts.ConvertAll(_ => new List<string>());
        foreach (var (name, position) in FirstNodes(path, shapes, end))
        {
            var cut = cuts.FindLastIndex(c => c.Position < position);
            // With weights in between, unfreezing from the cut would train more than the layer.
            if (cut >= 0 && path.CountWeighted((cuts[cut].Position + 1)..position) == 0)
            {
                result[cut].Add(name);
            }
        }

        return result.ConvertAll(names => names.OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal).ToArray());
    }

    /// <summary>The names of each node, from the outermost block to the layer itself.</summary>
    public static List<string[]> OfNodes(IReadOnlyList<NodeProto> nodes, IReadOnlyDictionary<string, TensorProto> weights)
    {
        var model = ModelPrefix(nodes, weights);
        return [.. nodes.Select(n => Of(n, weights, model).OrderBy(name => name.Length).ToArray())];
    }

    private static IEnumerable<string> Of(NodeProto node, IReadOnlyDictionary<string, TensorProto> weights, string? model)
    {
        if (node.Name.StartsWith('/'))
        {
            return Prefixes(Qualified(node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1]), '.', _ => true);
        }

        var weight = node.Input.Select(i => weights.GetValueOrDefault(i)?.Name).FirstOrDefault(n => n?.AsSpan().ContainsAny("/.") == true);
        if (weight is not null && !weight.Contains('/') && !weight.Contains("::", StringComparison.Ordinal))
        {
            return Prefixes(weight[..weight.LastIndexOf('.')], '.', _ => true);
        }

        var scoped = node.Name.Contains('/') ? node.Name : weight ?? (node.Name.Length > 0 ? node.Name : node.Output[0]);
        var parts = scoped.Split('/');
        if (model is not null && parts[0] == model && parts.Length > 1)
        {
            parts = parts[1..];
            // TensorFlow adds the number of the trace to both: block5_conv1_1 in resnet50_1.
            parts[0] = Suffix().IsMatch(model) ? Suffix().Replace(parts[0], "") : parts[0];
        }

        return Generated().IsMatch(parts[0]) ? [] : Prefixes(parts[0], '_', prefix => char.IsAsciiDigit(prefix[^1]));
    }

    /// <summary>The scopes <c>layer4, layer4.2, conv1</c> are the name <c>layer4.2.conv1</c>.</summary>
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
        for (var i = name.Length; i > 0; i = name.LastIndexOf(separator, i - 1))
        {
            if (i == name.Length || keep(name[..i]))
            {
                yield return name[..i];
            }
        }
    }

    /// <summary>The name of the model that most nodes and weights begin with; null when there is none.</summary>
    private static string? ModelPrefix(IReadOnlyList<NodeProto> nodes, IReadOnlyDictionary<string, TensorProto> weights)
    {
        var scoped = nodes.SelectMany(n => n.Input.Select(i => weights.GetValueOrDefault(i)?.Name ?? "").Append(n.Name))
            .Where(n => n.IndexOf('/') > 0).ToList();
        var common = scoped.GroupBy(n => n.Split('/')[0]).OrderByDescending(g => g.Count()).FirstOrDefault();
        return common is not null && common.Count() > scoped.Count / 2 ? common.Key : null;
    }

    private static void AddResolutionBlocks(
        Dictionary<string, int> first, ActivationPath path, IReadOnlyDictionary<string, int[]> shapes, int end)
    {
        var (block, smallest) = (0, int.MaxValue);
        for (var i = 0; i <= end; i++)
        {
            // A block begins with the first weights of a new resolution.
            var shape = shapes.GetValueOrDefault(path.Nodes[i].Output[0]);
            if (path.IsWeighted(i) && shape is [_, var height, var width] && height * width < smallest)
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
