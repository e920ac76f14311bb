using System.Globalization;
using Google.Protobuf;
using Transfer.Models.Onnx;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Models.Training.Operators;

/// <summary>Writes an <see cref="OperatorCase"/> as a network: nodes that cut inputs out of an image, and the node under test.</summary>
internal sealed class OperatorModel
{
    public const int Batch = 2;
    public const int Size = 16;
    public const string Input = "images";
    public const string Output = "result";

    private const int Pixels = 3 * Size * Size;

    private readonly int _opset;
    private readonly GraphProto _graph = new() { Name = "case" };
    private int _used;

    private OperatorModel(int opset) => _opset = opset;

    public static ModelProto Write(OperatorCase one, int opset)
    {
        var writer = new OperatorModel(opset);
        writer.Write(one);
        // Version 7 is the oldest that every opset here may have; ONNX Runtime reads up to 13.
        var model = new ModelProto { IrVersion = 8, Graph = writer._graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return model;
    }

    private void Write(OperatorCase one)
    {
        _graph.Input.Add(ProtoExtensions.FloatValue(Input, "N", 3, Size, Size));
        Add("Reshape", [Input, Constant("rows", [-1, Pixels])], "row");
        var dot = one.Operator.LastIndexOf('.');
        var node = new NodeProto { OpType = one.Operator[(dot + 1)..], Name = "tested", Domain = dot < 0 ? "" : one.Operator[..dot] };
        foreach (var (index, token) in one.Inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Index())
        {
            node.Input.Add(InputOf(token, $"in{index}"));
        }

        node.Output.AddRange(Enumerable.Range(0, one.Outputs).Select(i => $"out{i}"));
        node.Attribute.AddRange(one.Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Attribute));
        _graph.Node.Add(node);
        var result = "out0";
        if (one.Outputs > 1)
        {
            foreach (var output in node.Output)
            {
                Add("Cast", [output], output + "/float", ("to", [(long)DataType.Float]));
                Add("Flatten", [output + "/float"], output + "/flat");
            }

            result = "joined";
            Add("Concat", node.Output.Select(o => o + "/flat"), result, ("axis", [1]));
        }

        // Some results are integers or truth values.
        Add("Cast", [result], Output, ("to", [(long)DataType.Float]));
        _graph.Output.Add(ProtoExtensions.FloatValue(Output));
    }

    private string InputOf(string token, string name)
    {
        if (token == "-")
        {
            return "";
        }

        if (token[0] is '{' or '=')
        {
            return Setting(token, name);
        }

        var close = token.IndexOf(']', StringComparison.Ordinal);
        var dims = Integers(token[2..close]);
        if (token[0] is 'n' or 't')
        {
            return Stored(token[0] == 'n' ? Integers(token[(close + 2)..]) : null, dims, name);
        }

        if (token[0] is 'w' or 'v')
        {
            var random = new SeededRandom(_graph.Initializer.Count, dims.Sum());
            var values = Enumerable.Range(0, (int)dims.Product()).Select(_ => (float)random.Normal(0, 1));
            values = token[0] == 'w' ? values : values.Select(v => Math.Abs(v) + 0.5f);
            _graph.Initializer.Add(ProtoExtensions.Tensor(name, [.. values], dims));
            return name;
        }

        Cut(dims, name);
        switch (token[0])
        {
            case 'p':
                Add("Abs", [name], name + "/abs");
                Add("Add", [name + "/abs", Constant(name + "/half", 0.5f)], name + "/positive");
                return name + "/positive";
            case 'b':
                Add("Greater", [name, Constant(name + "/zero", 0)], name + "/bool");
                return name + "/bool";
            case 'i' or 'q':
                var bound = float.Parse(token[(close + 2)..], CultureInfo.InvariantCulture);
                Add("Mul", [name, Constant(name + "/three", 3)], name + "/angle");
                Add("Sin", [name + "/angle"], name + "/sine");
                Add("Mul", [name + "/sine", Constant(name + "/bound", bound)], name + "/wide");
                Add("Floor", [name + "/wide"], name + "/floor");
                Add("Cast", [name + "/floor"], name + "/whole", ("to", [(long)(token[0] == 'i' ? DataType.Int64 : DataType.Int8)]));
                return name + "/whole";
            default:
                return name;
        }
    }

    /// <summary>Integers of a shape; or truth values, two true and one false in turn.</summary>
    private string Stored(long[]? integers, long[] dims, string name)
    {
        var tensor = ProtoExtensions.Tensor(name, integers ?? []);
        if (integers is null)
        {
            tensor.DataType = (int)DataType.Bool;
            tensor.RawData = ByteString.CopyFrom([.. Enumerable.Range(0, (int)dims.Product()).Select(i => (byte)(i % 3 == 1 ? 0 : 1))]);
        }

        tensor.Dims.Clear();
        tensor.Dims.Add(dims);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private string Setting(string token, string name)
    {
        var text = token.Trim('{', '}', '=');
        var isFloat = text.Contains('.', StringComparison.Ordinal);
        var tensor = isFloat || token == "{.}" ? ProtoExtensions.Tensor(name, Floats(text)) : ProtoExtensions.Tensor(name, Integers(text));
        tensor.Dims.Clear();
        if (token[0] == '{')
        {
            tensor.Dims.Add(token == "{.}" || text.Length == 0 ? 0 : text.Split(',').Length);
        }

        _graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>The next values of each image's row.</summary>
    private void Cut(long[] dims, string name)
    {
        Assert.Equal(Batch, dims[0]);
        var length = dims.Skip(1).Product();
        var (start, end) = (_used, _used + length);
        Assert.InRange(end, 0, Pixels);
        _used = (int)end;
        const int slicesByInputSince = 10;
        if (_opset >= slicesByInputSince)
        {
            var (from, to, axes) = (Constant(name + "/start", [start]), Constant(name + "/end", [end]), Constant(name + "/axes", [1]));
            Add("Slice", ["row", from, to, axes], name + "/cut");
        }
        else
        {
            Add("Slice", ["row"], name + "/cut");
            _graph.Node[^1].Attribute.AddRange([Attribute($"starts=[{start}]"), Attribute($"ends=[{end}]"), Attribute("axes=[1]")]);
        }

        Add("Reshape", [name + "/cut", Constant(name + "/shape", [-1, .. dims[1..]])], name);
    }

    private void Add(string type, IEnumerable<string> inputs, string output, params (string, long[])[] attributes) =>
        _graph.Node.Add(ProtoExtensions.Node(type, inputs, output, attributes));

    private string Constant(string name, long[] values)
    {
        _graph.Initializer.Add(ProtoExtensions.Tensor(name, values));
        return name;
    }

    private string Constant(string name, float value)
    {
        _graph.Initializer.Add(ProtoExtensions.Tensor(name, [value]));
        return name;
    }

    private static AttributeProto Attribute(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (attribute, value) = (new AttributeProto { Name = text[..equals] }, text[(equals + 1)..]);
        var isFloat = value.Contains('.', StringComparison.Ordinal);
        if (value[0] == '[' && isFloat)
        {
            attribute.Type = AttributeType.Floats;
            attribute.Floats.AddRange(Floats(value.Trim('[', ']')));
        }
        else if (value[0] == '[')
        {
            attribute.Type = AttributeType.Ints;
            attribute.Ints.AddRange(Integers(value.Trim('[', ']')));
        }
        else if (!char.IsAsciiDigit(value[0]) && value[0] != '-')
        {
            (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(value));
        }
        else if (isFloat)
        {
            (attribute.Type, attribute.F) = (AttributeType.Float, Floats(value)[0]);
        }
        else
        {
            (attribute.Type, attribute.I) = (AttributeType.Int, Integers(value)[0]);
        }

        return attribute;
    }

    private static long[] Integers(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(t => t switch
    {
        "max" => long.MaxValue,
        "min" => long.MinValue,
        _ => long.Parse(t, CultureInfo.InvariantCulture),
    })];

    private static float[] Floats(string text) =>
        text == "." ? [] : [.. text.Split(',').Select(t => float.Parse(t, CultureInfo.InvariantCulture))];
}
