using Google.Protobuf.Collections;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Puts the nodes of functions that a model defines itself in the place of the nodes that call them.</summary>
internal sealed class LocalFunctions
{
    // Each call may hold further calls, so a small file could describe any number of nodes.
    private const int MostNodes = 1_000_000;
    private const int MostCallsInCalls = 64;

    private readonly Dictionary<(string, string, string), FunctionProto> _functions = [];
    private readonly ModelProto _model;
    private readonly string _path;
    private int _calls;
    private int _nodes;

    private LocalFunctions(ModelProto model, string path)
    {
        (_model, _path) = (model, path);
        foreach (var function in model.Functions)
        {
            _functions[(Domain(function.Domain), function.Name, function.Overload)] = function;
        }
    }

    /// <exception cref="InvalidDataException">A function calls itself.</exception>
    /// <exception cref="NotSupportedException">A function uses other versions of the operators than the model.</exception>
    public static void Inline(ModelProto model, string path)
    {
        if (model.Functions.Count > 0)
        {
            new LocalFunctions(model, path).Replace(model.Graph.Node, 0);
            model.Functions.Clear();
        }
    }

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private void Replace(IList<NodeProto> nodes, int depth)
    {
        if (depth > MostCallsInCalls || (_nodes += nodes.Count) > MostNodes)
        {
            throw new InvalidDataException(
                $"'{_path}' defines functions that call themselves or each other without an end. Export the network again.");
        }

        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            foreach (var inner in node.Attribute.SelectMany(a => a.Inner()))
            {
                Replace(inner.Node, depth + 1);
            }

            if (!_functions.TryGetValue((Domain(node.Domain), node.OpType, node.Overload), out var function))
            {
                continue;
            }

            var body = Body(node, function);
            Replace(body, depth + 1);
            nodes.RemoveAt(i);
            foreach (var (offset, own) in body.Index())
            {
                nodes.Insert(i + offset, own);
            }

            i += body.Count - 1;
        }
    }

    /// <summary>The nodes of a call.</summary>
    private List<NodeProto> Body(NodeProto call, FunctionProto function)
    {
        Import(function);
        var prefix = $"{function.Name}/{_calls++}/";
        var names = new Dictionary<string, string> { [""] = "" };
        // Inputs that a call leaves out, and outputs that it does not want.
        foreach (var (i, input) in function.Input.Index())
        {
            names[input] = call.Input.ElementAtOrDefault(i) ?? "";
        }

        foreach (var (output, own) in function.Output.Zip(call.Output).Where(o => o.Second.Length > 0))
        {
            names[output] = own;
        }

        var attributes = function.AttributeProto.Concat(call.Attribute).GroupBy(a => a.Name).ToDictionary(g => g.Key, g => g.Last());
        var body = function.Node.Select(n => Bind(n, names, attributes, prefix)).ToList();
        foreach (var node in body.Where(_ => call.Name.Length > 0))
        {
            // Layers are found by the names of nodes.
            node.Name = $"{call.Name}/{node.Name[prefix.Length..]}";
        }

        return body;
    }

    /// <summary>A node of a function with the names and attributes of a call.</summary>
    private static NodeProto Bind(
        NodeProto node, Dictionary<string, string> names, Dictionary<string, AttributeProto> attributes, string prefix)
    {
        var bound = node.Clone();
        bound.Name = prefix + (node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault());
        Rename(bound.Input, names, prefix);
        Rename(bound.Output, names, prefix);
        foreach (var (i, attribute) in node.Attribute.Index().Reverse())
        {
            if (attribute.RefAttrName.Length == 0)
            {
                foreach (var inner in bound.Attribute[i].Inner())
                {
                    Bind(inner, names, attributes, prefix);
                }
            }
            else if (attributes.TryGetValue(attribute.RefAttrName, out var given))
            {
                bound.Attribute[i] = given.Clone();
                bound.Attribute[i].Name = attribute.Name;
            }
            else
            {
                // The call leaves it to the operator's default.
                bound.Attribute.RemoveAt(i);
            }
        }

        return bound;
    }

    private static void Bind(
        GraphProto inner, Dictionary<string, string> names, Dictionary<string, AttributeProto> attributes, string prefix)
    {
        foreach (var value in inner.Input.Concat(inner.Output))
        {
            value.Name = Renamed(value.Name, names, prefix);
        }

        foreach (var tensor in inner.Initializer.Concat(inner.SparseInitializer.Select(s => s.Values)))
        {
            tensor.Name = Renamed(tensor.Name, names, prefix);
        }

        inner.ValueInfo.Clear();
        foreach (var (i, node) in inner.Node.Index())
        {
            inner.Node[i] = Bind(node, names, attributes, prefix);
        }
    }

    private static void Rename(RepeatedField<string> tensors, Dictionary<string, string> names, string prefix)
    {
        for (var i = 0; i < tensors.Count; i++)
        {
            tensors[i] = Renamed(tensors[i], names, prefix);
        }
    }

    private static string Renamed(string name, Dictionary<string, string> names, string prefix)
    {
        if (!names.TryGetValue(name, out var renamed))
        {
            names[name] = renamed = prefix + name;
        }

        return renamed;
    }

    /// <summary>Adds the operators of a function to those of the model.</summary>
    private void Import(FunctionProto function)
    {
        foreach (var opset in function.OpsetImport)
        {
            var known = _model.OpsetImport.FirstOrDefault(o => Domain(o.Domain) == Domain(opset.Domain));
            if (known is null)
            {
                _model.OpsetImport.Add(opset);
            }
            else if (known.Version != opset.Version && !_functions.Keys.Any(key => key.Item1 == Domain(opset.Domain)))
            {
                throw new NotSupportedException(
                    $"'{_path}' has opset {known.Version}, but its function '{function.Name}' has {opset.Version}. "
                    + "Export the network again, or convert it (onnx.version_converter, then onnx.inliner).");
            }
        }
    }
}
