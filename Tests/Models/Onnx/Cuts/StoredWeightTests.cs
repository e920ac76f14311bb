using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class StoredWeightTests : IDisposable
{
    private static readonly Dictionary<string, Func<ModelProto, ModelProto>> Copies = new()
    {
        ["float16"] = StoredWeights.AsFloat16,
        ["int8"] = StoredWeights.AsInt8,
        ["quantised"] = StoredWeights.Quantised,
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Copies.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_with_smaller_weights_has_the_cuts_of_the_original(string copy)
    {
        // A classifier of several layers, whose weights decide where the base ends; a part that is read by name.
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pool"));
            graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
            TinyModels.AddGemm(graph, "flat", "hidden", 16, 12);
            TinyModels.AddGemm(graph, "hidden", "logits", 12, 10);
            graph.Output.Add(ProtoExtensions.FloatValue("logits"));
        });
        AssertEqual(model, Copies[copy](model), size: 32);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_of_a_real_network_has_its_cuts(string copy)
    {
        // Its classifier is a convolution before the pooling: without weights it would be taken for the end of the base.
        var model = ModelReader.Read(Repository.Shared("models", "squeezenet1.1-9.onnx"));
        GraphNormalizer.RemoveInitializersFromInputs(model);
        // The operators of the copies came with opset 13, and nothing else of this network has changed since 9.
        model.OpsetImport[0].Version = 13;
        model.Graph.Node.Where(n => n.OpType == "Dropout").ToList().ForEach(n => n.Attribute.Clear());
        AssertEqual(model, Copies[copy](model), size: 224);
    }

    private void AssertEqual(ModelProto model, ModelProto copy, int size)
    {
        var expected = CutPoints.Find(OnnxGraph.Load(model.Save(_folder, "original.onnx")), size);
        var actual = CutPoints.Find(OnnxGraph.Load(copy.Save(_folder, "copy.onnx")), size);
        // What is stored in between is the same map once more.
        var same = actual.Where(c => !c.Name.EndsWith("_read", StringComparison.Ordinal)).ToList();
        Assert.Equal(expected.Select(Facts), same.Select(Facts));
        Assert.Equal(expected.Single(c => c.IsDefault).Name, actual.Single(c => c.IsDefault).Name);
        Assert.Empty(expected.SelectMany(c => c.Aliases).Except(actual.SelectMany(c => c.Aliases)));

        static (string, string, string, long, long, long, long) Facts(CutPoint cut) => (cut.Name, string.Join(',', cut.Shape), cut.Axes,
            cut.ParametersBelow, cut.ParametersAbove, cut.MultiplyAddsBelow, cut.MultiplyAddsAbove);
    }
}
