using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>Frees the names that the inputs and outputs of an exported file have from what a network calls its tensors.</summary>
internal static class FreeNames
{
    /// <param name="nodes">The nodes of the network; they stay as they are.</param>
    /// <param name="input">The name of the network's input.</param>
    /// <param name="freed">The name of the input in the result.</param>
    /// <returns>The same nodes, or copies of those in which a name was taken.</returns>
    public static IEnumerable<NodeProto> For(IEnumerable<NodeProto> nodes, string input, out string freed)
    {
        var all = nodes.ToList();
        var names = all.SelectMany(n => n.Output).Append(input).Where(IsTaken).ToDictionary(name => name, Of);
        freed = names.GetValueOrDefault(input, input);
        return names.Count == 0 ? all : all.Select(node => Renamed(node, names));
    }

    /// <summary>What a tensor of a network is called in an exported file.</summary>
    public static string Of(string name) => IsTaken(name) ? $"network/{name}" : name;

    private static bool IsTaken(string name) => name == ImageFront.InputName || OutputNodes.Names.Contains(name);

    private static NodeProto Renamed(NodeProto node, Dictionary<string, string> names)
    {
        var copy = node.Clone();
        GraphNormalizer.RenameInputs(copy, names);
        for (var i = 0; i < copy.Output.Count; i++)
        {
            copy.Output[i] = names.GetValueOrDefault(copy.Output[i], copy.Output[i]);
        }

        return copy;
    }
}
