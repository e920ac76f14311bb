using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>
/// The nodes of an exported file that make the input of its network from images as they are decoded, with operators that every runtime
/// knows.
/// </summary>
/// <remarks>
/// Resizing is two products with matrices whose rows are the triangle filter of each target pixel (Heckbert: Fundamentals of Texture
/// Mapping and Image Warping, 1989, section 3), so that it is exactly what the network was trained on: runtimes differ in the
/// <c>antialias</c> of <c>Resize</c>.
/// </remarks>
internal static class ImageFront
{
    /// <summary>The input of an exported file: bytes <c>[N, H, W, 3]</c>.</summary>
    public const string InputName = "image";

    private const string Layer = "transfer/image";
    private const string TargetsName = Layer + "/targets";
    private const int RangeSince = 11;
    private const int AxesAreInputsSince = 13;

    /// <summary>The description of the input.</summary>
    /// <param name="batch">The number of images: a number, or a name.</param>
    public static ValueInfoProto Input(object batch) =>
        ProtoExtensions.Value(InputName, TensorProto.Types.DataType.Uint8, batch, "H", "W", 3);

    /// <summary>Makes the nodes.</summary>
    /// <param name="preparation">What they do.</param>
    /// <param name="size">Height and width of the result.</param>
    /// <param name="output">The name of the result, <c>[N, 3, size, size]</c>.</param>
    /// <param name="opset">The version of the standard operators, at least 9.</param>
    public static AddedNodes Nodes(ImagePreparation preparation, int size, string output, long opset)
    {
        var nodes = new AddedNodes().Begin(Layer);
        nodes.Weight("targets", [.. Enumerable.Range(0, size).Select(i => i + 0.5f)], size, 1);
        var shape = nodes.Add("Shape", InputName);
        var (height, width) = (Side(nodes, shape, 1), Side(nodes, shape, 2));
        var shortest = preparation.IsCropped ? nodes.Add("Min", height, width) : null;
        var rows = Filter(nodes, height, shortest, size, opset);
        var columns = nodes.Add("Transpose", Filter(nodes, width, shortest, size, opset));

        // Rows first, while the channels of a pixel lie beside each other, so that the whole image is not laid out anew.
        var lines = nodes.Add("Reshape", Float(nodes, InputName), nodes.Integers(0, 0, -1));
        var fewer = nodes.Add("Reshape", nodes.Add("MatMul", rows, lines), nodes.Integers(0, 0, -1, 3));
        var planes = nodes.Add("Transpose", [fewer], [("perm", [0, 3, 1, 2])]);
        var values = nodes.Add("MatMul", planes, columns);
        if (preparation.IsBgr)
        {
            values = nodes.Add("Gather", [values, nodes.Integers(2, 1, 0)], [("axis", [1])]);
        }

        values = nodes.Add("Sub", values, nodes.Weight("mean", [.. preparation.Mean], 3, 1, 1));
        values = nodes.Add("Mul", values, nodes.Weight("scale", [.. preparation.Std.Select(std => 1 / std)], 3, 1, 1));
        nodes.Add("Identity", [values], [], output);
        nodes.Nodes[^1].Name = $"{Layer}/prepared";
        return nodes;
    }

    /// <summary>The nodes of an exported file alone, from images to the input of its network.</summary>
    public static OnnxGraph Of(OnnxGraph exported)
    {
        var nodes = exported.Model.Graph.Node.Where(IsOwn).ToList();
        return exported.With(nodes, [ProtoExtensions.FloatValue(nodes[^1].Output[0])], input: Input("N"));
    }

    /// <summary>
    /// The network of an exported file, which takes <c>[N, 3, size, size]</c>; the file itself where it takes that already.
    /// </summary>
    public static OnnxGraph NetworkOf(OnnxGraph exported)
    {
        if (!exported.Model.Graph.Node.Any(IsOwn))
        {
            return exported;
        }

        var model = exported.Model.Clone();
        Remove(model);
        return OnnxGraph.Of(model, exported.Name);
    }

    /// <summary>Takes the nodes out of an exported file again, which then is a network that takes <c>[N, 3, size, size]</c>.</summary>
    public static void Remove(ModelProto model)
    {
        // Without the nodes that this version writes, the file says itself what it lacks.
        if (model.Graph.Node.LastOrDefault(IsOwn) is not { Output.Count: 1 } last
            || model.Graph.Initializer.FirstOrDefault(t => t.Name == TargetsName) is not { Dims: [var size, _] }
            || model.Graph.Input is not [{ Type.TensorType.Shape.Dim: [var batch, ..] }])
        {
            return;
        }

        var (nodes, weights) = (model.Graph.Node.Where(n => !IsOwn(n)).ToList(),
            model.Graph.Initializer.Where(t => !t.Name.StartsWith(Layer, StringComparison.Ordinal)).ToList());
        var graph = model.Graph;
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        graph.Initializer.Clear();
        graph.Initializer.AddRange(weights);
        graph.Input.Clear();
        graph.Input.Add(ProtoExtensions.FloatValue(last.Output[0], batch.DimValue == 1 ? (object)1 : "N", 3, size, size));
    }

    private static bool IsOwn(NodeProto node) => node.Name.StartsWith(Layer, StringComparison.Ordinal);

    private static string Side(AddedNodes nodes, string shape, int axis) => Float(nodes, nodes.Add("Gather", shape, nodes.Index(axis)));

    private static string Float(AddedNodes nodes, string tensor) => Cast(nodes, tensor, TensorProto.Types.DataType.Float);

    private static string Cast(AddedNodes nodes, string tensor, TensorProto.Types.DataType type) =>
        nodes.Add("Cast", [tensor], [("to", [(long)type])]);

    /// <summary>The weights of the pixels of a side in each of <paramref name="size"/> target pixels, <c>[size, side]</c>.</summary>
    /// <param name="shortest">The length of the middle part that is kept; null for the whole side.</param>
    private static string Filter(AddedNodes nodes, string side, string? shortest, int size, long opset)
    {
        var step = nodes.Add("Div", shortest ?? side, nodes.Number(size));
        var reach = nodes.Add("Max", step, nodes.Number(1));
        var centres = nodes.Add("Sub", nodes.Add("Mul", TargetsName, step), nodes.Number(0.5));
        if (shortest is not null)
        {
            centres = nodes.Add("Add", centres, nodes.Times(nodes.Add("Sub", side, shortest), 0.5));
        }

        var distance = nodes.Add("Abs", nodes.Add("Sub", Counted(nodes, side, opset), centres));
        var weights = nodes.Add("Relu", nodes.Add("Sub", nodes.Number(1), nodes.Add("Div", distance, reach)));
        var sum = opset >= AxesAreInputsSince ? nodes.Add("ReduceSum", weights, nodes.Integers(1)) : nodes.Add("ReduceSum", weights);
        if (opset < AxesAreInputsSince)
        {
            nodes.Nodes[^1].Attribute.Add(
                new AttributeProto { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 1 } });
        }

        return nodes.Add("Div", weights, sum);
    }

    /// <summary>0, 1, 2… below a number.</summary>
    private static string Counted(AddedNodes nodes, string count, long opset)
    {
        if (opset >= RangeSince)
        {
            return nodes.Add("Range", nodes.Number(0), count, nodes.Number(1));
        }

        var length = Cast(nodes, nodes.Add("Reshape", count, nodes.Integers(1)), TensorProto.Types.DataType.Int64);
        var isNone = Cast(nodes, nodes.Add("ConstantOfShape", length), TensorProto.Types.DataType.Bool);
        return Float(nodes, nodes.Add("NonZero", nodes.Add("Not", isNone)));
    }
}
