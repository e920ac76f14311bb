using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>The nodes of an exported file behind its head: what the outputs are called, and what they say in words.</summary>
internal static class OutputNodes
{
    /// <summary>Probabilities of classes or labels, or margins, <c>[N, K]</c>.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>Values in the unit of the targets, <c>[N, K]</c>.</summary>
    public const string Value = "value";

    /// <summary>The names of the most probable classes, <c>[N]</c>.</summary>
    public const string Label = "label";

    /// <summary>Which labels have a probability above a half, <c>[N, K]</c>.</summary>
    public const string Labels = "labels";

    /// <summary>The names that a network must leave free.</summary>
    public static IReadOnlyList<string> Names { get; } = [Probabilities, Value, Label, Labels];

    /// <summary>The name of the output that has the numbers.</summary>
    public static string NameOf(TargetKind targets) => targets == TargetKind.Values ? Value : Probabilities;

    /// <summary>Adds the output activation, and what the outputs mean in words.</summary>
    /// <param name="logits">The head's logits, <c>[N, 1]</c> or <c>[N, K]</c>.</param>
    /// <param name="areTwoClasses">Whether the logit is that of the second of two classes.</param>
    public static void AddActivation(AddedNodes nodes, string logits, OutputActivation activation, bool areTwoClasses, TargetKind targets)
    {
        var name = NameOf(targets);
        string? own = areTwoClasses ? null : name;
        var output = activation switch
        {
            OutputActivation.Sigmoid => nodes.Add("Sigmoid", [logits], [], own),
            OutputActivation.Softmax => nodes.Add("Softmax", [logits], [("axis", [1])], own),
            OutputActivation.Exponential => nodes.Add("Exp", [logits], [], own),
            _ => nodes.Add("Identity", [logits], [], own),
        };
        if (areTwoClasses)
        {
            var first = activation == OutputActivation.Sigmoid ? nodes.Add("Sub", nodes.Number(1), output) : nodes.Add("Neg", output);
            nodes.Add("Concat", [first, output], [("axis", [1])], name);
        }
    }

    /// <summary>1 where the second class is more probable than a threshold, and 0 elsewhere, <c>[N]</c>.</summary>
    private static string Above(AddedNodes nodes, float threshold)
    {
        var second = nodes.Add("Gather", [Probabilities, nodes.Index(1)], [("axis", [1])]);
        var isAbove = nodes.Add("Greater", second, nodes.Number(threshold));
        return nodes.Add("Cast", [isAbove], [("to", [(long)TensorProto.Types.DataType.Int64])]);
    }

    /// <summary>Adds the label of each sample.</summary>
    /// <param name="batch">The number of samples: a number, or a name.</param>
    /// <returns>The outputs of the file.</returns>
    public static IEnumerable<ValueInfoProto> Add(AddedNodes nodes, ModelMetadata metadata, object batch)
    {
        yield return ProtoExtensions.FloatValue(NameOf(metadata.Targets), batch, metadata.Classes.Count);
        if (metadata.Targets == TargetKind.Classes)
        {
            var best = metadata is { Threshold: { } threshold, Classes.Count: 2 } ? Above(nodes, threshold)
                : nodes.Add("ArgMax", [Probabilities], [("axis", [1]), ("keepdims", [0])]);
            nodes.Add("Gather", [nodes.Texts(metadata.Classes), best], [], Label);
            yield return ProtoExtensions.Value(Label, TensorProto.Types.DataType.String, batch);
        }
        else if (metadata.Targets == TargetKind.Labels)
        {
            // A margin of 0 is where a hinge loss has its half.
            var half = nodes.Number(metadata.OutputActivation == OutputActivation.Linear ? 0 : 0.5);
            nodes.Add("Greater", [Probabilities, half], [], Labels);
            yield return ProtoExtensions.Value(Labels, TensorProto.Types.DataType.Bool, batch, metadata.Classes.Count);
        }
    }
}
