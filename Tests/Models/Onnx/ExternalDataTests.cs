using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class ExternalDataTests : IDisposable
{
    private const string Outside = "which is outside its folder and was not read. Put that file beside the model, "
        + "or allow data outside of the folder if you trust the model.";

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _elsewhere = new();

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("./weights.bin")]
    [InlineData("data/weights.bin")]
    public void Weights_beside_the_model_are_read(string location)
    {
        Directory.CreateDirectory(_folder.File("data"));
        var (model, raw) = Model(location, _folder.File(location));
        Assert.Equal(raw, ReadWeight(model.Save(_folder)));
    }

    [Fact]
    public void Weights_in_attributes_are_read()
    {
        var model = TinyModels.Create();
        var weight = model.Graph.Initializer[0];
        model.Graph.Initializer.Remove(weight);
        var raw = Move(weight, "weights.bin", _folder.File("weights.bin"));
        var type = AttributeProto.Types.AttributeType.Tensor;
        var constant = new NodeProto { OpType = "Constant", Output = { weight.Name } };
        constant.Attribute.Add(new AttributeProto { Name = "value", Type = type, T = weight });
        model.Graph.Node.Insert(0, constant);
        Assert.Equal(raw, ReadWeight(model.Save(_folder)));
    }

    [Fact]
    public void Weights_outside_the_folder_are_refused_unless_they_are_allowed()
    {
        var outside = _elsewhere.File("secret.bin");
        AssertRefusedUnlessAllowed(outside, outside);
        AssertRefusedUnlessAllowed(Path.GetRelativePath(_folder.Path, outside), outside);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        File.CreateSymbolicLink(_folder.File("link.bin"), outside);
        AssertRefusedUnlessAllowed("link.bin", outside);
        Directory.CreateSymbolicLink(_folder.File("linked"), _elsewhere.Path);
        AssertRefusedUnlessAllowed("linked/secret.bin", outside);
    }

    [Fact]
    public void A_link_that_is_given_without_its_folder_is_followed()
    {
        var (target, link) = ($"{Guid.NewGuid():N}.onnx", $"{Guid.NewGuid():N}.onnx");
        TinyModels.Create().Save(_folder, target);
        try
        {
            File.Copy(_folder.File(target), target);
            File.CreateSymbolicLink(link, target);
            Assert.Equal(Path.GetFileNameWithoutExtension(link), OnnxGraph.Load(link).Name);
        }
        finally
        {
            File.Delete(link);
            File.Delete(target);
        }
    }

    [Fact]
    public void A_model_in_the_cache_of_the_Hugging_Face_Hub_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        // snapshots/… has links to the files, which lie together in blobs/.
        Directory.CreateDirectory(_folder.File("blobs"));
        Directory.CreateDirectory(_folder.File("snapshots"));
        var (model, raw) = Model("model.onnx_data", _folder.File("blobs", "b2"));
        model.Save(_folder, "blobs/b1");
        File.CreateSymbolicLink(_folder.File("snapshots", "model.onnx"), "../blobs/b1");
        File.CreateSymbolicLink(_folder.File("snapshots", "model.onnx_data"), "../blobs/b2");
        Assert.Equal(raw, ReadWeight(_folder.File("snapshots", "model.onnx")));
    }

    [Fact]
    public void Data_that_does_not_fit_is_refused()
    {
        Refused(Model("weights.bin", _folder.File("weights.bin"), length: 863).Model,
            "keeps the weight 'conv1_w' in 863 bytes of 'weights.bin'; its shape [8, 3, 3, 3] needs 864. Export the model again.");
        Refused(Model("gone.bin", null).Model,
            $"keeps the weight 'conv1_w' in 'gone.bin', which is not beside it. Put that file into '{_folder.Path}'.");
        Refused(Model("", null).Model, "keeps the weight 'conv1_w' in another file but does not name it. Export the model again.");
        var path = Model("short.bin", _folder.Write("short.bin", new byte[100])).Model.Save(_folder);
        File.WriteAllBytes(_folder.File("short.bin"), new byte[100]);
        Assert.Equal(
            $"'{_folder.File("short.bin")}' has 100 bytes, but the weight 'conv1_w' of '{path}' ends at 868. "
            + "The file is truncated; copy it again.",
            Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message);
    }

    [Fact]
    public void A_pipe_in_place_of_the_data_does_not_wait_for_ever()
    {
        var pipe = SpecialFiles.Plant(_folder, ".")[1];
        var path = Model(Path.GetFileName(pipe), null).Model.Save(_folder);
        var message = Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message;
        Assert.Contains("The file is truncated", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_has_an_option_for_it()
    {
        var (model, _) = Model(_elsewhere.File("w.bin"), _elsewhere.File("w.bin"));
        var path = model.Save(_folder);
        var (code, _, error) = TransferCommand.Run("models", "check", path);
        Assert.Equal(1, code);
        Assert.Contains("allow data outside of the folder (--allow-outside-data) if you trust the model.", error, StringComparison.Ordinal);
        Assert.Equal(0, TransferCommand.Run("models", "check", path, "--allow-outside-data").Code);
    }

    private static byte[] ReadWeight(string path, bool isAllowed = false) => OnnxGraph.Load(path, allowOutsideData: isAllowed)
        .Model.Graph.Initializer.Single(t => t.Name == "conv1_w").RawData.ToByteArray();

    private static byte[] Move(TensorProto weight, string location, string? file, int? length = null)
    {
        var raw = weight.RawData.ToByteArray();
        weight.ClearRawData();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        weight.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "4" });
        weight.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length ?? raw.Length}" });
        if (file is not null)
        {
            File.WriteAllBytes(file, [1, 2, 3, 4, .. raw]);
        }

        return raw;
    }

    private static (ModelProto Model, byte[] Raw) Model(string location, string? file, int? length = null)
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pool"));
            graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat"));
            TinyModels.AddGemm(graph, "flat", "logits", 16, 10);
            graph.Output.Add(ProtoExtensions.FloatValue("logits"));
        });
        return (model, Move(model.Graph.Initializer.Single(t => t.Name == "conv1_w"), location, file, length));
    }

    private void AssertRefusedUnlessAllowed(string location, string file)
    {
        var (model, raw) = Model(location, file);
        Refused(model, $"keeps the weight 'conv1_w' in '{location}', {Outside}");
        Assert.Equal(raw, ReadWeight(_folder.File("tiny.onnx"), isAllowed: true));
    }

    private void Refused(ModelProto model, string sentence)
    {
        var path = model.Save(_folder);
        Assert.Equal($"'{path}' {sentence}", Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message);
    }
}
