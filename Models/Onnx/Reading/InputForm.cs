using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;
using Dimension = Transfer.Models.Onnx.TensorShapeProto.Types.Dimension;

namespace Transfer.Models;

/// <summary>Makes a network take floats <c>[N, 3, H, W]</c> of any batch size, whatever its file takes.</summary>
internal static class InputForm
{
    private const int RoundSince = 11;
    private const int LargestByte = 255;

    public static void Unify(ModelProto model, ImageInput image)
    {
        var (graph, tensor) = (model.Graph, image.Value.Type.TensorType);
        if (image.IsChannelsLast)
        {
            // ONNX Runtime cancels it where the network turns its images itself.
            Insert(graph, image.Name, (ProtoExtensions.Node("Transpose", [""], "channels_last", ("perm", [0, 2, 3, 1])), []));
            var (height, width) = (tensor.Shape.Dim[1], tensor.Shape.Dim[2]);
            tensor.Shape.Dim.Clear();
            tensor.Shape.Dim.AddRange([new Dimension(), new Dimension(), height, width]);
        }

        if (image.Type != DataType.Float)
        {
            var cast = ProtoExtensions.Node("Cast", [""], "typed", ("to", [(long)image.Type]));
            var rounded = image.Type == DataType.Uint8 && model.Opset() >= RoundSince;
            Insert(graph, image.Name, (cast, []));
            if (rounded)
            {
                // What was interpolated lies between two bytes.
                Insert(graph, image.Name, (ProtoExtensions.Node("Round", [""], "rounded"), []));
                Insert(graph, image.Name, (ProtoExtensions.Node("Clip", [""], "clipped"), [0, LargestByte]));
            }

            tensor.ElemType = (int)DataType.Float;
        }

        tensor.Shape.Dim[0] = new Dimension { DimParam = "N" };
        tensor.Shape.Dim[1] = new Dimension { DimValue = 3 };
        foreach (var (dim, name) in tensor.Shape.Dim.Skip(2).Zip(["H", "W"]))
        {
            if (ImageInput.Known(dim) is null)
            {
                dim.DimParam = name;
            }
        }
    }

    /// <summary>Puts a node between the images and all that read them.</summary>
    private static void Insert(GraphProto graph, string input, (NodeProto Node, float[] Settings) added)
    {
        var node = added.Node;
        var output = $"{input}/{node.Output[0]}";
        var names = new Dictionary<string, string> { [input] = output };
        foreach (var reader in graph.Node)
        {
            GraphNormalizer.RenameInputs(reader, names);
        }

        (node.Name, node.Input[0], node.Output[0]) = (output, input, output);
        foreach (var (i, value) in added.Settings.Index())
        {
            var setting = ProtoExtensions.Tensor($"{output}/{i}", [value]);
            setting.Dims.Clear();
            graph.Initializer.Add(setting);
            node.Input.Add(setting.Name);
        }

        graph.Node.Insert(0, node);
    }
}
