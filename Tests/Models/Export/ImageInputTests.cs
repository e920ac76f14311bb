using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>Exported files that take images as they are decoded.</summary>
public sealed class ImageInputTests : IDisposable
{
    private const int Size = ExportedModels.ImageSize;

    // Sums of float32 in another order.
    private const float Tolerance = 1e-4f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tf", 17)]
    [InlineData("caffe", 13)]
    [InlineData("torch,resize=crop", 12)]
    [InlineData("order=RGB,mean=127,std=128", 11)]
    [InlineData("caffe,resize=crop", 9)]
    [InlineData("torch", 7)]
    [InlineData("none", 20)]
    [InlineData("order=RGB,mean=255,std=1", 17)]
    public void Decoded_images_are_prepared_as_in_training(string text, int opset)
    {
        var preprocessing = Preprocessing.Parse(text);
        var path = Export(TinyModels.Create(opset: opset), preprocessing);
        using var model = ExportedModel.Load(path, Device.Cpu);
        using var front = Front(path);
        var loader = new ImageLoader(preprocessing, Size);
        foreach (var level in new[] { GraphOptimizationLevel.ORT_ENABLE_ALL, GraphOptimizationLevel.ORT_DISABLE_ALL })
        {
            using var options = new SessionOptions { GraphOptimizationLevel = level };
            using var session = new InferenceSession(path, options);
            foreach (var (height, width) in new[] { (Size, Size), (1, 1), (7, 90), (101, 33), (640, 427) })
            {
                var rgb = Pixels(2 * height * width);
                var expected = Enumerable.Range(0, 2).SelectMany(i => Predicted(i * height * width * 3, height, width)).ToArray();
                var actual = ExportedModel.Run<byte>(session, rgb, [2, height, width, 3], "probabilities");
                Assert.InRange(Divergence.Of(actual, expected), 0, Tolerance);

                float[] Predicted(int start, int high, int wide)
                {
                    var prepared = new float[loader.ValueCount];
                    byte[] rgba = [.. rgb.AsSpan(start, high * wide * 3).ToArray().Chunk(3).SelectMany(p => p.Append(byte.MaxValue))];
                    loader.LoadPixels(new PixelData(rgba, wide, high, PixelLayout.Rgba), prepared);
                    ExportCheck.Front(front, rgb[start..(start + (high * wide * 3))], high, prepared);
                    return model.Predict(prepared, 1);
                }
            }
        }
    }

    [Fact]
    public void Labels_are_named_and_two_classes_are_two_columns()
    {
        using var session = new InferenceSession(Export(TinyModels.Create(), Preprocessing.TensorFlow));
        Assert.Equal(["image"], session.InputNames);
        Assert.Equal(["probabilities", "label"], session.OutputNames);
        Assert.Equal([-1, 2], session.OutputMetadata["probabilities"].Dimensions);
        var rgb = Pixels(5 * 40 * 40);
        using var input = OrtValue.CreateTensorValueFromMemory<byte>(OrtMemoryInfo.DefaultInstance, rgb, [5, 40, 40, 3]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["image"], [input], session.OutputNames);
        var (probabilities, labels) = (results[0].GetTensorDataAsSpan<float>().ToArray(), results[1].GetStringTensorAsArray());
        Assert.Equal(5, labels.Length);
        Assert.All(probabilities.Chunk(2).Zip(labels), row =>
        {
            Assert.Equal(1, row.First.Sum(), 1e-5);
            Assert.Equal(row.First[0] >= row.First[1] ? "blue" : "red", row.Second);
        });
    }

    [Fact]
    public void A_file_is_a_network_of_tensors_where_it_is_read_as_one()
    {
        var path = Export(TinyModels.Create(), Preprocessing.TensorFlow);
        var tensors = _folder.File("tensors.onnx");
        ExportedModels.OfImages(tensors);
        var (graph, other) = (OnnxGraph.Load(path), OnnxGraph.Load(tensors));
        Assert.Equal(other.ComputeHash(), graph.ComputeHash());
        Assert.Equal(Size, graph.ImageSize);
        Assert.Equal(ModelInput.Image, ExportedModel.ReadMetadata(path).Input);
        Assert.Equal(ModelInput.Tensor, ExportedModel.ReadMetadata(tensors).Input);
    }

    [Fact]
    public void Tensors_of_a_network_may_have_the_names_of_inputs_and_outputs()
    {
        var model = TinyModels.Create();
        var names = new Dictionary<string, string> { ["images"] = "image", ["conv1"] = "label", ["relu1"] = "probabilities" };
        foreach (var node in model.Graph.Node)
        {
            GraphNormalizer.RenameInputs(node, names);
            node.Output[0] = names.GetValueOrDefault(node.Output[0], node.Output[0]);
        }

        model.Graph.Input[0].Name = "image";
        using var renamed = ExportedModel.Load(Export(model, Preprocessing.TensorFlow), Device.Cpu);
        using var plain = ExportedModel.Load(Export(TinyModels.Create(), Preprocessing.TensorFlow), Device.Cpu);
        var images = ImageBatch.Patterns(2, Size).Values;
        Assert.Equal(plain.Predict(images, 2), renamed.Predict(images, 2));
    }

    [Fact]
    public void Upsample_of_opset_7_is_raised_with_its_network()
    {
        var model = TinyModels.Create(
            graph =>
            {
                var upsample = ProtoExtensions.Node("Upsample", ["relu2"], "upsampled");
                upsample.Attribute.Add(new AttributeProto
                {
                    Name = "scales",
                    Type = AttributeProto.Types.AttributeType.Floats,
                    Floats = { 1, 1, 2, 2 },
                });
                graph.Node.Add(upsample);
                graph.Output.Add(ProtoExtensions.FloatValue("upsampled"));
            }, opset: 7);
        var path = Export(model, Preprocessing.TensorFlow);
        using var exported = ExportedModel.Load(path, Device.Cpu);
        using var session = new InferenceSession(path);
        var rgb = Pixels(Size * Size);
        var prepared = new float[3 * Size * Size];
        byte[] rgba = [.. rgb.Chunk(3).SelectMany(pixel => pixel.Append(byte.MaxValue))];
        new ImageLoader(Preprocessing.TensorFlow, Size).LoadPixels(new PixelData(rgba, Size, Size, PixelLayout.Rgba), prepared);
        var outputs = ExportedModel.Run<byte>(session, rgb, [1, Size, Size, 3], "probabilities");
        Assert.InRange(Divergence.Of(outputs, exported.Predict(prepared, 1)), 0, Tolerance);
    }

    [Fact]
    public void A_difference_of_the_preparation_is_named()
    {
        using var front = Front(Export(TinyModels.Create(), Preprocessing.TensorFlow));
        var prepared = new float[3 * Size * Size];
        Assert.StartsWith(
            "The exported resize and normalisation differs from the trained model by ",
            Assert.Throws<InvalidDataException>(() => ExportCheck.Front(front, Pixels(Size * Size), Size, prepared)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_what_prepares_images_is_refused_in_a_sentence()
    {
        var path = Export(TinyModels.Create(), Preprocessing.TensorFlow);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        model.Graph.Initializer.Remove(model.Graph.Initializer.Single(t => t.Name == "transfer/image/targets"));
        File.WriteAllBytes(path, model.ToByteArray());
        var (code, _, error) = TransferCommand.Run("predict", path, path);
        Assert.Equal(1, code);
        Assert.StartsWith($"Error: ONNX Runtime cannot load '{path}': ", error, StringComparison.Ordinal);
    }

    private static InferenceSession Front(string path) =>
        new(ImageFront.Of(OnnxGraph.Of(ModelReader.Read(path), "exported")).ToByteArray());

    private static byte[] Pixels(int count)
    {
        var random = new SeededRandom(5);
        return [.. Enumerable.Range(0, count * 3).Select(_ => (byte)random.Next(256))];
    }

    private string Export(ModelProto network, Preprocessing preprocessing)
    {
        ChannelValues mean = preprocessing.Mean, std = preprocessing.Std;
        return ExportedModels.OfImages(_folder.File($"{Guid.NewGuid():N}.onnx"), network, new ImagePreparation
        {
            Mean = [mean.First, mean.Second, mean.Third],
            Std = [std.First, std.Second, std.Third],
            IsBgr = preprocessing.Order == ChannelOrder.Bgr,
            IsCropped = preprocessing.Resize == ResizeMode.Crop,
        });
    }
}
