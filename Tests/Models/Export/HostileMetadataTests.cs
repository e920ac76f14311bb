using Google.Protobuf;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>A model.onnx comes from anywhere, and its metadata may say anything.</summary>
public sealed class HostileMetadataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public HostileMetadataTests() => _path = ExportedModels.OfImages(_folder.File("model.onnx"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("classes", "null", "has the metadata transfer.classes = null; expected a JSON list of names, at least 2, each once.")]
    [InlineData("classes", "[\"a\"]", "has the metadata transfer.classes = [\"a\"]; expected a JSON list of names, at least 2, each once.")]
    [InlineData("classes", "[\"a\",null]",
        "has the metadata transfer.classes = [\"a\",null]; expected a JSON list of names, at least 2, each once.")]
    [InlineData("classes", "[\"a\",\"a\"]",
        "has the metadata transfer.classes = [\"a\",\"a\"]; expected a JSON list of names, at least 2, each once.")]
    [InlineData("classes", "[1,2]", "has the metadata transfer.classes = [1,2]; expected a JSON list of names, at least 2, each once.")]
    [InlineData("classes", "[\"a\",\"b\",\"c\"]",
        "returns 'probabilities' [N, 2] and 'label' [N]; expected 'probabilities' [N, 3] for its 3 names.")]
    [InlineData("image_size", "8192", "has the metadata transfer.image_size = 8192; expected a whole number from 1 to 4096.")]
    [InlineData("image_size", "99999999999", "has the metadata transfer.image_size = 99999999999; expected a whole number from 1 to 4096.")]
    [InlineData("image_size", "-32", "has the metadata transfer.image_size = -32; expected a whole number from 1 to 4096.")]
    [InlineData("image_size", "4096",
        "takes 'images' [N, 3, 32, 32]; expected one input [N, 3, 4096, 4096] of floats, as its metadata say.")]
    [InlineData("features", "0", "has the metadata transfer.features = 0; expected a whole number from 1 to 100000000.")]
    [InlineData("features", "12", "takes 'images' [N, 3, 32, 32]; expected one input [N, 12] of floats, as its metadata say.")]
    [InlineData("targets", "1", "has the metadata transfer.targets = 1; expected one of classes, labels, values.")]
    [InlineData("targets", "classes, labels",
        "has the metadata transfer.targets = classes, labels; expected one of classes, labels, values.")]
    [InlineData("last_layer", "7",
        "has the metadata transfer.last_layer = 7; expected one of sigmoid, softmax, linear, exponential.")]
    public void A_wrong_entry_is_named_with_what_is_expected(string key, string value, string sentence)
    {
        Change(model => model.MetadataProps.Where(p => p.Key != "transfer." + key)
            .Append(new StringStringEntryProto { Key = "transfer." + key, Value = value }));
        Assert.Equal(
            $"'{_path}' {sentence} Export the model again.",
            Assert.Throws<InvalidDataException>(() => ExportedModel.Load(_path, Device.Cpu).Dispose()).Message);
        Assert.Throws<InvalidDataException>(() => ImageClassifier.Load(_path).Dispose());
    }

    [Theory]
    [InlineData("order=XYZ", "'XYZ' is not a channel order; expected RGB or BGR.")]
    [InlineData("order=RGB,mean=127,std=0", "Std is 0; expected finite numbers above 0.")]
    public void Wrong_preprocessing_is_refused(string value, string fault)
    {
        Change(model => model.MetadataProps.Select(p => p.Key == "transfer.preprocessing" ? new() { Key = p.Key, Value = value } : p));
        Assert.Equal(
            $"The preprocessing '{value}' cannot be used: {fault} This is in the metadata of the model. Export it again.",
            Assert.Throws<InvalidDataException>(() => ImageClassifier.Load(_path).Dispose()).Message);
    }

    [Fact]
    public void Another_name_of_the_output_is_named()
    {
        Change(model =>
        {
            model.Graph.Output[0].Name = "scores";
            model.Graph.Node.Single(n => n.Output[0] == OutputNodes.Probabilities).Output[0] = "scores";
            model.Graph.Node.Single(n => n.OpType == "ArgMax").Input[0] = "scores";
            return model.MetadataProps;
        });
        var (code, _, error) = TransferCommand.Run("predict", _path, _path);
        Assert.Equal(
            (1, $"Error: '{_path}' returns 'scores' [N, 2] and 'label' [N]; expected 'probabilities' [N, 2] for its 2 names. "
                + "Export the model again."),
            (code, error.TrimEnd()));
    }

    [Fact]
    public void A_file_that_says_another_number_of_outputs_than_it_gives_is_refused_when_it_is_run()
    {
        Change(model =>
        {
            model.Graph.Node.Single(n => n.Output[0] == OutputNodes.Probabilities).Output[0] = "inner";
            var twice = new TensorProto { Name = "twice", DataType = (int)TensorProto.Types.DataType.Int64, Dims = { 2 } };
            twice.Int64Data.AddRange([2, 1]);
            model.Graph.Initializer.Add(twice);
            var tile = ProtoExtensions.Node("Tile", ["inner", "twice"], OutputNodes.Probabilities);
            tile.Name = "tile";
            model.Graph.Node.Add(tile);
            return model.MetadataProps;
        });
        using var model = ExportedModel.Load(_path, Device.Cpu);
        Assert.Equal(
            $"'{_path}' returns 12 numbers for 3 samples; expected 2 for each, as it says itself. Export the model again.",
            Assert.Throws<InvalidDataException>(() => model.Predict(new float[3 * 3 * 32 * 32], 3)).Message);
    }

    [Fact]
    public void Whatever_is_changed_a_file_predicts_or_is_refused_in_a_sentence()
    {
        string[] values =
        [
            "image", "tensor",
            "", "null", "[]", "{}", "[\"a\"]", "[\"x\",\"y\",\"z\"]", "0", "-1", "1", "2", "32", "6", "224", "8192", "99999999999", "1e9",
            "NaN", "labels", "values", "softmax", "linear", "mean=1e39", "std=-1", "resize=crop", "\u001b[2J\n",
        ];
        var image = _folder.Write("a.png", DrawnImages.Png(0, 1, 32));
        var rows = _folder.File("rows.csv");
        File.WriteAllLines(rows, ["a,b,c,d,e,f", "1,2,3,4,5,6"]);
        ExportedModels.OfRows(_folder.File("rows.onnx"));
        ExportedModels.OfImages(_folder.File("images.onnx"), null, new ImagePreparation { Mean = [127, 127, 127], Std = [128, 128, 128] });
        byte[][] originals = [.. new[] { _path, _folder.File("rows.onnx"), _folder.File("images.onnx") }.Select(File.ReadAllBytes)];
        var refused = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new SeededRandom(seed, 0x6F6E);
            var model = ModelProto.Parser.ParseFrom(originals[seed % 3]);
            for (var i = random.Next(3); i >= 0; i--)
            {
                var entry = model.MetadataProps[random.Next(model.MetadataProps.Count)];
                (entry.Key, entry.Value) = (random.Next(9) == 0 ? "transfer.features" : entry.Key, values[random.Next(values.Length)]);
            }

            foreach (var tensor in model.Graph.Input.Concat(model.Graph.Output).Where(_ => random.Next(6) == 0))
            {
                var dims = tensor.Type.TensorType.Shape.Dim;
                dims[random.Next(dims.Count)].DimValue = random.Next(2) == 0 ? random.Next(9) : 1L << random.Next(40);
            }

            File.WriteAllBytes(_path, model.ToByteArray());
            var (code, output, error) = TransferCommand.Run("predict", _path, seed % 3 == 1 ? rows : image);
            refused += code;
            Assert.True(code == 0 ? output.Length > 0 : error.StartsWith("Error: ", StringComparison.Ordinal), $"{seed}: {output}{error}");
            Assert.DoesNotContain("unexpected", error, StringComparison.Ordinal);
        }

        Assert.InRange(refused, 100, 299);
    }

    private void Change(Func<ModelProto, IEnumerable<StringStringEntryProto>> change)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_path));
        StringStringEntryProto[] properties = [.. change(model)];
        model.MetadataProps.Clear();
        model.MetadataProps.AddRange(properties);
        File.WriteAllBytes(_path, model.ToByteArray());
    }
}
