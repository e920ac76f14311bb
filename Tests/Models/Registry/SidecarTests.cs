using System.Text.RegularExpressions;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class SidecarTests : IDisposable
{
    private static readonly BackboneRecord Own = new() { Name = "net", Sha256 = "ab", ImageSize = 224 };

    private readonly TemporaryFolder _folder = new();

    private string Network => _folder.File("onnx/model.onnx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_beside_a_file_is_read_again()
    {
        var record = Own with { Preprocessing = "caffe", Licence = "MIT", ImageSize = 192 };
        Directory.CreateDirectory(_folder.File("onnx"));
        Sidecar.Write(Network, record);
        Assert.Equal(
            record with { PreprocessingFile = Network + ".json" },
            Sidecar.Read(Network, Own) with { Sources = record.Sources, Export = record.Export, Aliases = record.Aliases });
    }

    [Theory]
    [InlineData(
        """
        {"do_rescale":true,"rescale_factor":0.00392156862745098,"do_normalize":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],
        "size":{"height":256,"width":256}}
        """,
        "order=RGB,mean=127.5/127.5/127.5,std=127.5/127.5/127.5,resize=stretch", 256)]
    [InlineData(
        """
        {"image_mean":[0.485,0.456,0.406],"image_std":[0.229,0.224,0.225],"do_center_crop":true,
        "crop_size":{"height":192,"width":192},"size":{"shortest_edge":256}}
        """,
        "order=RGB,mean=123.675/116.28/103.53,std=58.395/57.12/57.375,resize=crop", 192)]
    [InlineData(
        """{"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],"do_normalize":false,"size":224}""",
        "order=RGB,mean=0/0/0,std=255/255/255,resize=stretch", 224)]
    public void Settings_of_hugging_face_lie_in_the_folder_above(string json, string preprocessing, int size)
    {
        Directory.CreateDirectory(_folder.File("onnx"));
        File.WriteAllText(_folder.File("preprocessor_config.json"), json);
        var record = Sidecar.Read(Network, Own);
        Assert.Equal((preprocessing, size), (record.Preprocessing, record.ImageSize));
        Assert.Equal(_folder.File("preprocessor_config.json"), record.PreprocessingFile);
        Assert.NotNull(Preprocessing.Parse(record.Preprocessing!));
    }

    [Fact]
    public void Settings_of_timm_lie_beside_the_file()
    {
        Directory.CreateDirectory(_folder.File("onnx"));
        File.WriteAllText(
            _folder.File("onnx/config.json"),
            """{"architecture":"x","pretrained_cfg":{"input_size":[3,288,288],"mean":[0.5,0.5,0.5],"std":[0.25,0.25,0.25]}}""");
        var record = Sidecar.Read(Network, Own);
        Assert.Equal("order=RGB,mean=127.5/127.5/127.5,std=63.75/63.75/63.75,resize=crop", record.Preprocessing);
        Assert.Equal(288, record.ImageSize);
    }

    [Theory]
    [InlineData("""{"model_type":"vit"}""")]
    [InlineData("""[{"mean":1}]""")]
    [InlineData("\"text\"")]
    [InlineData("3")]
    public void A_config_of_something_else_is_ignored(string json)
    {
        Directory.CreateDirectory(_folder.File("onnx"));
        File.WriteAllText(_folder.File("onnx/config.json"), json);
        Assert.Same(Own, Sidecar.Read(Network, Own));
    }

    [Fact]
    public void The_record_of_another_network_is_refused()
    {
        Directory.CreateDirectory(_folder.File("onnx"));
        Sidecar.Write(Network, Own with { Sha256 = "cd" });
        Assert.Equal(
            $"'{Network}.json' is of another network: its SHA-256 is cd, that of the file ab. Add the network again.",
            Assert.Throws<InvalidDataException>(() => Sidecar.Read(Network, Own)).Message);
    }

    [Theory]
    [InlineData("config.json", """{"mean":["a",1,1],"std":[1,1,1]}""")]
    [InlineData("config.json", """{"mean":[null,1,1],"std":[1,1,1]}""")]
    [InlineData("config.json", """{"pretrained_cfg":"text"}""")]
    [InlineData("config.json", """{"mean":[1,1,1],"std":[1,1,1],"input_size":[3,"a",{}]}""")]
    [InlineData("preprocessor_config.json", """{"image_mean":[1,1,1],"image_std":[1,1,1],"do_rescale":"yes"}""")]
    [InlineData("preprocessor_config.json", """{"image_mean":[1,1,1],"image_std":[1,1,1],"size":"large"}""")]
    public void A_setting_of_another_kind_is_refused_with_the_path(string name, string json)
    {
        Directory.CreateDirectory(_folder.File("onnx"));
        var path = _folder.File("onnx", name);
        File.WriteAllText(path, json);
        Assert.Matches(
            $"^'{Regex.Escape(path)}' has a setting of another kind than expected \\(.+\\.\\) Repair it, or delete it\\.$",
            Assert.Throws<InvalidDataException>(() => Sidecar.Read(Network, Own)).Message);
    }

    [Fact]
    public void A_damaged_file_is_refused_with_its_path()
    {
        Directory.CreateDirectory(_folder.File("onnx"));
        File.WriteAllText(_folder.File("onnx/config.json"), "{");
        Assert.StartsWith(
            $"'{_folder.File("onnx/config.json")}' is not JSON (",
            Assert.Throws<InvalidDataException>(() => Sidecar.Read(Network, Own)).Message,
            StringComparison.Ordinal);
    }
}
