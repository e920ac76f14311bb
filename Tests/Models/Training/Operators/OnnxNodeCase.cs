using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Models.Training.Operators;

/// <summary>
/// A case of ONNX's own node tests as a network of images: the first input of the case is cut out of the image, the others are stored.
/// </summary>
/// <param name="folder">The folder of the case, with <c>model.onnx</c> and <c>test_data_set_0</c>.</param>
internal sealed class OnnxNodeCase(string folder)
{
    public const string Image = "images";
    public const string Result = "transfer/result";

    private const int SliceTakesInputsSince = 10;

    private readonly ModelProto _model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));

    public string Name => Path.GetFileName(folder);

    public int Outputs => _model.Graph.Output.Count;

    /// <summary>
    /// Whether all operators are in the table, all inputs and outputs are tensors of numbers, and something comes from the image.
    /// </summary>
    public bool IsClaimed => _model.Graph.Node.All(n => n.OpType is "Constant" or "Shape" || IsKnown(n))
        && _model.Graph.Node.Any(IsKnown)
        && _model.Graph.Input.Concat(_model.Graph.Output).All(v => v.Type.TensorType is { } type && IsNumber((DataType)type.ElemType))
        && FromImage(Inputs()) is not null;

    /// <summary>The image that holds the first input, with its height and width in pixels.</summary>
    public (float[] Pixels, int Size) Pixels()
    {
        var values = FromImage(Inputs())?.ToFloats() ?? [];
        var size = (int)Math.Max(8, Math.Ceiling(Math.Sqrt(values.Length / 3.0)));
        var pixels = new float[3 * size * size];
        values.CopyTo(pixels, 0);
        return (pixels, size);
    }

    public TensorProto Expected(int output) => Read($"output_{output}.pb");

    /// <summary>The network that computes one output, as floats.</summary>
    public ModelProto Network(int output)
    {
        var model = _model.Clone();
        var (graph, size) = (model.Graph, Pixels().Size);
        var inputs = Inputs();
        graph.Input.Clear();
        graph.Input.Add(ProtoExtensions.FloatValue(Image, "N", 3, size, size));
        var first = FromImage(inputs);
        graph.Initializer.AddRange(inputs.Where(t => t != first));
        if (first is not null)
        {
            var nodes = graph.Node.ToList();
            graph.Node.Clear();
            CutOut(graph, first, 3L * size * size, _model.Opset());
            graph.Node.AddRange(nodes);
        }

        // The operators here are the same in the oldest opset that ONNX Runtime reads.
        model.OpsetImport[0].Version = Math.Max(model.OpsetImport[0].Version, 7);
        var result = graph.Output[output].Name;
        graph.Output.Clear();
        graph.Output.Add(ProtoExtensions.FloatValue(Result));
        graph.Node.Add(ProtoExtensions.Node("Cast", [result], Result, ("to", [(long)DataType.Float])));
        return model;
    }

    private bool IsKnown(NodeProto node) => OperatorTable.Find(node.Domain, node.OpType, Math.Max(7, (int)_model.Opset())) is { } known
        && node.Output.Count <= known.Outputs;

    /// <summary>The input that comes from the image: the first, if it is not a setting.</summary>
    private TensorProto? FromImage(List<TensorProto> inputs) =>
        inputs is [{ Dims.Count: > 0 } first, ..] && first.ElementCount() > 0 && _model.Graph.Node[0].OpType != "ConstantOfShape"
            ? first : null;

    private List<TensorProto> Inputs() => [.. _model.Graph.Input.Index().Select(input =>
    {
        var tensor = Read($"input_{input.Index}.pb");
        tensor.Name = input.Item.Name;
        return tensor;
    })];

    private TensorProto Read(string file) =>
        TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", file)));

    /// <summary>Nodes that give an input of the case from the first image of a batch.</summary>
    private static void CutOut(GraphProto graph, TensorProto tensor, long pixels, long opset)
    {
        var (name, count) = (tensor.Name, tensor.Dims.Product());
        AddIntegers("flat", [-1, pixels]);
        AddIntegers("from", [0, 0]);
        AddIntegers("to", [1, count]);
        AddIntegers("axes", [0, 1]);
        AddIntegers("shape", [.. tensor.Dims]);
        graph.Node.Add(ProtoExtensions.Node("Reshape", [Image, name + "/flat"], name + "/row"));
        graph.Node.Add(opset < SliceTakesInputsSince
            ? ProtoExtensions.Node("Slice", [name + "/row"], name + "/cut", ("starts", [0, 0]), ("ends", [1, count]), ("axes", [0, 1]))
            : ProtoExtensions.Node("Slice", [name + "/row", name + "/from", name + "/to", name + "/axes"], name + "/cut"));
        graph.Node.Add(ProtoExtensions.Node("Reshape", [name + "/cut", name + "/shape"], name + "/shaped"));
        graph.Node.Add(ProtoExtensions.Node("Cast", [name + "/shaped"], name, ("to", [(long)tensor.DataType])));

        void AddIntegers(string suffix, long[] values) => graph.Initializer.Add(ProtoExtensions.Tensor($"{name}/{suffix}", values));
    }

    private static bool IsNumber(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Int64
        or DataType.Int32 or DataType.Int8 or DataType.Uint8 or DataType.Bool;
}
