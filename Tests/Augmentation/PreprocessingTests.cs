using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class PreprocessingTests
{
    private const string Choices =
        "expected caffe, tf, torch, none, or settings such as 'order=BGR,mean=103.939/116.779/123.68,std=1,resize=crop'.";

    public static TheoryData<string> Texts =>
        ["caffe", "tf", "Torch", "order=RGB,mean=127,std=128", "torch,resize=crop", "mean=0.1/1e-7/3,std=7.3"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_is_read_back_to_an_equal_value(string text)
    {
        var read = Preprocessing.Parse(text);
        Assert.Equal(read, Preprocessing.Parse(read.ToString()));
    }

    [Fact]
    public void Keras_names_give_the_known_instances()
    {
        Assert.Equal(Preprocessing.Caffe, Preprocessing.Parse("caffe"));
        Assert.Equal(Preprocessing.TensorFlow, Preprocessing.Parse("TF"));
        Assert.Equal(Preprocessing.Torch with { Resize = ResizeMode.Crop }, Preprocessing.Parse("torch,resize=crop"));
        Assert.Equal("order=BGR,mean=103.939/116.779/123.68,std=1,resize=stretch", Preprocessing.Caffe.ToString());
    }

    [Theory]
    [InlineData("", $"a part of it is empty; {Choices}")]
    [InlineData("keras", $"'keras' is not known; {Choices}")]
    [InlineData("order=GRB", "'GRB' is not a channel order; expected RGB or BGR.")]
    [InlineData("order=1", "'1' is not a channel order; expected RGB or BGR.")]
    [InlineData("resize=fit", "'fit' is not a way to resize; expected stretch or crop.")]
    [InlineData("mean=1/2", "'1/2' is not a mean; expected one number, or three for the planes in their order such as 104/117/124.")]
    [InlineData("std=0", "Std is 0; expected finite numbers above 0.")]
    [InlineData("std=1,std=2", "'std' is given twice; give it once.")]
    [InlineData("scale=2", "'scale' is not known; expected order, mean, std or resize.")]
    public void A_wrong_text_is_refused_with_the_choices(string text, string fault)
    {
        var thrown = Assert.Throws<ArgumentException>(() => Preprocessing.Parse(text));
        Assert.Equal($"The preprocessing '{text}' cannot be used: {fault}", thrown.Message);
        Assert.False(Preprocessing.TryParse(text, out _));
    }

    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        var wrong = new Preprocessing { Mean = new ChannelValues(float.NaN), Std = new ChannelValues(1, -1, 1), Resize = (ResizeMode)7 };
        Assert.Equal(
            [
                "Resize is 7; expected stretch or crop.",
                "Mean is NaN; expected finite numbers.",
                "Std is 1/-1/1; expected finite numbers above 0.",
            ],
            wrong.Validate());
    }

    [Theory]
    [InlineData("caffe")]
    [InlineData("tf")]
    [InlineData("torch")]
    public void Pixels_become_what_Keras_makes_of_them(string mode)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Golden("preprocess.json")));
        var input = golden.RootElement.GetProperty("input_rgb_hwc");
        var expected = golden.RootElement.GetProperty("modes").GetProperty(mode);

        // The image has two rows of three pixels; a third row makes it the square that the loader leaves as it is.
        byte[] Row(int y) =>
            [.. input[y].EnumerateArray().SelectMany(pixel => pixel.EnumerateArray()).Select(value => (byte)value.GetDouble())];
        var image = ImageFactory.RawPng(3, 8, 2, [Row(0), Row(1), Row(1)]);
        var values = ImageLoaderTests.Load(new ImageLoader(Preprocessing.Parse(mode), 3), image);

        for (var index = 0; index < 18; index++)
        {
            var (channel, y, x) = (index / 6, index / 3 % 2, index % 3);
            Assert.Equal(expected[y][x][channel].GetDouble(), values[(channel * 9) + (y * 3) + x], 1e-4);
        }
    }
}
