using System.Text.Json;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Augmentation;

/// <summary>The resize is the antialiased bilinear one of Pillow and of ONNX.</summary>
public sealed class ResizeTests
{
    // Pillow rounds to bytes after each axis.
    private const float OneLevel = 1;

    // Of 255, far below a thousandth of the range: ONNX Runtime keeps scales in float32, which shows in wide images.
    private const float Thousandth = 0.005f;

    public static TheoryData<string, int, int, int> Sizes => new()
    {
        { "noise", 97, 61, 24 },
        { "noise", 311, 203, 48 },
        { "noise", 20, 31, 48 },
        { "noise", 400, 30, 48 },
        { "ramp", 640, 480, 224 },
    };

    [Fact]
    public void It_is_that_of_Pillow_to_one_level()
    {
        var cases = JsonSerializer.Deserialize<List<Case>>(
            File.ReadAllText(Path.Combine(Repository.Root, "Tests", "Golden", "resize.json")), JsonSerializerOptions.Web)!;
        Assert.Equal(7, cases.Count);
        foreach (var one in cases)
        {
            var actual = Resized(one.Image, one.Width, one.Height, one.Size);
            Assert.Equal(actual.Length, one.Rgb.Length);
            var plane = one.Size * one.Size;
            var worst = actual.Index().Max(v => Math.Abs(MathF.Round(v.Item) - one.Rgb[(v.Index % plane * 3) + (v.Index / plane)]));
            Assert.True(worst <= OneLevel, $"{one.Image} {one.Width} x {one.Height} to {one.Size}: {worst} levels.");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void It_is_that_of_ONNX_to_a_thousandth(string image, int width, int height, int size)
    {
        var pixels = Pixels(image, width, height);
        var planes = new float[3 * width * height];
        for (var i = 0; i < planes.Length; i++)
        {
            planes[i] = pixels[(i % (width * height) * 4) + (i / (width * height))];
        }

        using var session = new InferenceSession(Resize(size).ToByteArray());
        var input = NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(planes, [1, 3, height, width]));
        using var results = session.Run([input]);
        var (expected, actual) = (results.Single().AsEnumerable<float>().ToArray(), Resized(image, width, height, size));
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, Thousandth);
    }

    private static ModelProto Resize(int size)
    {
        var node = new NodeProto { OpType = "Resize", Input = { "images", "", "", "sizes" }, Output = { "resized" } };
        node.Attribute.Add(new AttributeProto { Name = "mode", Type = AttributeType.String, S = ByteString.CopyFromUtf8("linear") });
        node.Attribute.Add(new AttributeProto { Name = "antialias", Type = AttributeType.Int, I = 1 });
        // What lies beside the image has no weight, as in Pillow; without this, ONNX repeats the pixels of the border.
        node.Attribute.Add(new AttributeProto { Name = "exclude_outside", Type = AttributeType.Int, I = 1 });
        var sizes = new TensorProto { Name = "sizes", DataType = (int)DataType.Int64, Dims = { 4 }, Int64Data = { 1, 3, size, size } };
        var graph = new GraphProto { Name = "resize", Node = { node }, Initializer = { sizes } };
        graph.Input.Add(ProtoExtensions.FloatValue("images", 1, 3, "H", "W"));
        graph.Output.Add(ProtoExtensions.FloatValue("resized"));
        return new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 18 } } };
    }

    private static float[] Resized(string image, int width, int height, int size)
    {
        var loader = new ImageLoader(new Preprocessing(), size);
        var values = new float[loader.ValueCount];
        loader.LoadPixels(new PixelData(Pixels(image, width, height), width, height, PixelLayout.Rgba), values);
        return values;
    }

    /// <summary>The images of the golden file, RGBA.</summary>
    private static byte[] Pixels(string image, int width, int height)
    {
        var pixels = new byte[4 * width * height];
        for (var i = 0; i < width * height; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var (x, y, c) = ((uint)(i % width), (uint)(i / width), (uint)channel);
                pixels[(4 * i) + channel] = (byte)(image == "noise" ? Noise(x, y, c) : (3 * x) + (5 * y) + (40 * c));
            }

            pixels[(4 * i) + 3] = 255;
        }

        return pixels;
    }

    private static uint Noise(uint x, uint y, uint channel)
    {
        var value = unchecked((x * 374761393u) + (y * 668265263u) + (channel * 974634777u));
        value = unchecked((value ^ (value >> 13)) * 1274126177u);
        return value ^ (value >> 16);
    }

    private sealed record Case(string Image, int Width, int Height, int Size, byte[] Rgb);
}
