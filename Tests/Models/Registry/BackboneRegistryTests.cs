namespace Transfer.Tests.Models;

public sealed class BackboneRegistryTests
{
    [Fact]
    public void The_networks_of_the_course_are_there()
    {
        string[] course =
        [
            "vgg16", "vgg19", "resnet50", "inception-v3", "inception-resnet-v2", "xception", "mobilenet", "mobilenet-v2", "densenet121",
            "nasnet-mobile",
        ];
        Assert.Empty(course.Except(BackboneRegistry.All.Select(r => r.Name)));
        Assert.Equal("efficientnet-lite0", BackboneRegistry.All[0].Name);
    }

    [Fact]
    public void Every_record_can_be_used()
    {
        Assert.Equal(BackboneRegistry.All.Count, BackboneRegistry.All.Select(r => r.Name).Distinct().Count());
        foreach (var record in BackboneRegistry.All)
        {
            Assert.NotNull(Preprocessing.Parse(record.Preprocessing!));
            Assert.NotEqual("unknown", record.Licence);
            Assert.NotEqual("unknown", record.Origin);
            Assert.InRange(record.ImageSize, 224, 331);
            if (record.Sources.Count == 0)
            {
                Assert.True(record.Export.Count > 0 || BackboneRegistry.FileOf(record.Name) is not null, record.Name);
            }
            else
            {
                Assert.Equal(64, record.Sha256.Length);
                Assert.InRange(record.Bytes, 1_000_000, 600_000_000);
                Assert.All(record.Sources, s => Assert.StartsWith("https://", s, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void The_bundled_network_is_whole() => Assert.True(BackboneRegistry.Verify("efficientnet-lite0"));

    [Fact]
    public void A_network_without_a_public_file_says_how_to_export_it()
    {
        var message = Assert.Throws<NotSupportedException>(() => BackboneRegistry.Pull("nasnet-mobile")).Message;
        Assert.StartsWith(
            "No public file of 'nasnet-mobile' with a known hash exists. Export it with Python", message, StringComparison.Ordinal);
        Assert.Contains("model = keras.applications.NASNetMobile()", message, StringComparison.Ordinal);
        Assert.Equal(
            $"The backbone 'nasnet-mobile' is not on this machine. {message}",
            Assert.Throws<BackboneMissingException>(() => Backbone.Load("nasnet-mobile")).Message);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones() => Assert.StartsWith(
        "'resnet51' is not a backbone that Transfer knows. Expected one of efficientnet-lite0, ",
        Assert.Throws<ArgumentException>(() => BackboneRegistry.Pull("resnet51")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_name_that_is_not_on_this_machine_says_where_its_file_belongs()
    {
        var exception = Assert.Throws<BackboneMissingException>(() => Backbone.Load("vgg19"));
        Assert.Equal(
            "The backbone 'vgg19' is not on this machine. It has 574.7 MB and comes from "
            + "https://huggingface.co/onnxmodelzoo/vgg19-7/resolve/main/vgg19-7.onnx. Download it, or put the file at "
            + $"{Path.Combine(BackboneRegistry.Folder, "vgg19.onnx")}.",
            exception.Message);
    }
}
