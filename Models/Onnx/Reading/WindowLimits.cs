using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Refuses windows and borders larger than any image: a flipped bit in a file would otherwise cost minutes or all memory.
/// </summary>
internal static class WindowLimits
{
    /// <summary>Height and width of the largest images, in pixels.</summary>
    public const int LargestImage = 4096;

    private static readonly string[] Sizes = ["kernel_shape", "strides", "dilations"];
    private static readonly string[] Borders = ["pads", "output_padding"];

    /// <exception cref="InvalidDataException">A window or border is not possible.</exception>
    public static void Check(GraphProto graph, string path)
    {
        var initializers = graph.Initializer.ToDictionary(t => t.Name);
        foreach (var node in graph.Node.Where(n => n.IsStandard()))
        {
            if (node.OpType is "Conv" or "ConvTranspose" or "MaxPool" or "AveragePool" or "LpPool")
            {
                Require(node, Sizes.Select(node.Find), 1);
                Require(node, Borders.Select(node.Find), 0);
            }
            else if (node.OpType == "Pad")
            {
                // A negative border cuts.
                Require(node, [node.Find("pads")], -LargestImage);
                var border = initializers.GetValueOrDefault(node.Input.ElementAtOrDefault(1) ?? "");
                var isGiven = border is { DataType: (int)TensorProto.Types.DataType.Int64 };
                RequireValues(node, "pads", isGiven ? border!.ToInt64() : [], -LargestImage);
            }

            foreach (var inner in node.Attribute.SelectMany(a => a.Inner()))
            {
                Check(inner, path);
            }
        }

        void Require(NodeProto node, IEnumerable<AttributeProto?> attributes, long least)
        {
            foreach (var attribute in attributes.OfType<AttributeProto>())
            {
                RequireValues(node, attribute.Name, [.. attribute.Ints], least);
            }
        }

        void RequireValues(NodeProto node, string name, long[] values, long least)
        {
            if (values.Any(v => v < least || v > LargestImage))
            {
                throw new InvalidDataException(
                    $"'{path}' is damaged: {node.OpType} '{node.Output[0]}' has {name} [{string.Join(", ", values)}]; "
                    + $"expected {least:N0} to {LargestImage:N0}. Download or copy it again, or export it again.");
            }
        }
    }
}
