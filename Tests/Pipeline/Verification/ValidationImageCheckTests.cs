using Google.Protobuf;
using SkiaSharp;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>The whole exported file is compared with the trainer on validation images, from their decoded bytes.</summary>
public sealed class ValidationImageCheckTests : IDisposable
{
    private const int PerClass = 30;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_wrong_for_one_image_far_down_the_list_is_refused_and_both_are_named()
    {
        var run = Train();
        var model = ModelReader.Read(run.ModelPath);
        // Only one image, the last red one, has pixels that are so bright.
        model.Graph.Initializer.Add(new TensorProto
        {
            Name = "limit",
            DataType = (int)TensorProto.Types.DataType.Uint8,
            RawData = ByteString.CopyFrom(230),
        });
        foreach (var node in model.Graph.Node.Where(n => n.Input.Contains("image")))
        {
            node.Input[node.Input.IndexOf("image")] = "limited";
        }

        var limited = ProtoExtensions.Node("Min", ["image", "limit"], "limited");
        limited.Name = "transfer/image/limited";
        model.Graph.Node.Insert(0, limited);
        Check(run, model, count: 40);
        var message = Assert.Throws<InvalidDataException>(() => Check(run, model)).Message;
        Assert.StartsWith("The exported file differs from the trained model for '"
            + Path.Combine(Data, "validation", "red", $"{PerClass - 1}.png") + "' by 0.", message, StringComparison.Ordinal);
        Assert.Matches(@"; at most 0\.0001 is accepted\. It was not kept\. The first tensor that differs is 'images', the output of "
            + @"Identity, by 0\.\d+ of its largest value\.$", message);
    }

    [Theory]
    [InlineData("conv1_w", "conv1", "Conv")]
    [InlineData("conv2_b", "conv2", "Conv")]
    [InlineData("head/mean", "head/mul1", "Mul")]
    [InlineData("head/dense1/weight", "head/dense1/", "Gemm")]
    [InlineData("conv2_w", "conv2", "Conv", "relu1")]
    [InlineData("head/dense2/weight", "head/dense2/", "Gemm", "relu1")]
    public void The_first_tensor_that_is_wrong_is_named(string weight, string tensor, string type, string? unfreeze = null)
    {
        var run = Train();
        if (unfreeze is not null)
        {
            run = FineTuning.Run(new FineTuneOptions
            {
                From = run.Path,
                Unfreeze = "conv2",
                Trainer = new TrainerOptions { Epochs = 1 },
                Run = _folder.File("tuned"),
            }).Run;
        }

        var model = ModelReader.Read(run.ModelPath);
        var changed = model.Graph.Initializer.Single(t => t.Name == weight);
        changed.RawData = ProtoExtensions.Tensor("", Array.ConvertAll(changed.ToFloats(), v => (v * 1.5f) + 0.1f)).RawData;
        var message = Assert.Throws<InvalidDataException>(() => Check(run, model)).Message;
        Assert.Contains($" The first tensor that differs is '{tensor}", message, StringComparison.Ordinal);
        Assert.Contains($", the output of {type}, by ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_images_are_checked_as_are_asked_for()
    {
        var run = Train(checkedImages: 7);
        Assert.Contains(_said, text => text.Contains($"(head on {2 * PerClass} validation images, whole file on 7; largest difference ",
            StringComparison.Ordinal));
        AssertExported("whole file on 4;", new ExportOptions { Run = run.Path });
        AssertExported("whole file on 5;", new ExportOptions { Run = run.Path, CheckedImages = 5 });
        AssertExported("whole file on 5;", new ExportOptions { Run = run.Path, CheckedImages = 5, Input = ModelInput.Tensor });
        Directory.Move(Data, _folder.File("moved"));
        AssertExported($"head on {2 * PerClass} validation images, whole file on {2 * PerClass};", new ExportOptions
        {
            Run = run.Path,
            CheckedImages = int.MaxValue,
            Data = Path.Combine(_folder.Path, "moved"),
        });
        Assert.StartsWith($"There is no folder '{Data}'", Assert.Throws<DirectoryNotFoundException>(() => TransferLearning.Export(
            new ExportOptions { Run = run.Path, CheckedImages = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Photographs_of_cameras_are_checked_on_all_their_pixels()
    {
        foreach (var split in new[] { "train", "validation" })
        {
            for (var i = 1; i <= 8; i++)
            {
                _folder.Write($"data/{split}/turned/{i}.jpg", ImageFactory.Oriented(i, 260 + i, 150));
                _folder.Write($"data/{split}/plain/{i}.jpg", ImageFactory.Jpeg(60, 40 + i));
            }
        }

        Train(written: true);
        Assert.Contains(_said, text => text.Contains("whole file on 16; largest difference ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'0' is no number of images for --check. Expected a whole number above 0, or all.", "--check", "0")]
    [InlineData("'some' is no number of images for --check. Expected a whole number above 0, or all.", "--check", "some")]
    [InlineData("--check is of the file in 32 bits; smaller ones are measured on all validation images. Leave it out.",
        "--check", "all", "--float16")]
    [InlineData("The folder of images 'x' is only for checking the file on them; give how many, or leave it out.", "--data", "x")]
    public void Options_that_cannot_be_used_are_said(string sentence, params string[] options)
    {
        var (code, _, error) = TransferCommand.RunStreams(["export", "run", .. options]);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_has_no_images_to_check()
    {
        var table = _folder.Write("rows.csv", "a,label\n1,x\n2,y\n1,x\n2,y\n1,x\n2,y\n1,x\n2,y\n1,x\n2,y\n"u8);
        var (code, _, error) = TransferCommand.RunStreams("train", table, "--run", _folder.File("run"), "--check", "all");
        TransferCommand.CheckFault(code, error);
        Assert.Contains("a number of images to check is for images. Leave it out.", error, StringComparison.Ordinal);
        var run = TransferLearning.Train(new TrainOptions { Data = table, Run = _folder.File("run") }).Run.Path;
        Assert.Contains("was trained on a table", Assert.Throws<InvalidDataException>(
            () => TransferLearning.Export(new ExportOptions { Run = run, CheckedImages = 3 })).Message, StringComparison.Ordinal);
    }

    private void AssertExported(string expected, ExportOptions options)
    {
        _said.Clear();
        TransferLearning.Export(options with { Output = _folder.File("again.onnx") }, new Listener(_said));
        Assert.Contains(_said, text => text.Contains(expected, StringComparison.Ordinal));
    }

    /// <summary>Checks a file as the export of the run does.</summary>
    /// <param name="count">How many of the first validation images; null for all.</param>
    private void Check(RunFolder run, ModelProto model, int? count = null)
    {
        using var saved = SavedRun.OpenImages(run, run.ReadRecord(), null, o => o, RunContext.None);
        using var features = saved.Images.ExtractSplit(SplitNames.Validation, RunContext.None);
        var samples = saved.Inputs.SamplesOf(features.Validation, saved.Images.Predict(saved.Module, features.Validation).Outputs);
        var check = new ValidationImageCheck(saved.Images.Base, saved.Module, samples);
        var file = model.Save(_folder, "changed.onnx");
        check.Run(file, OnnxGraph.Of(model, "changed"), ExportedModel.ReadMetadata(file),
            [.. Enumerable.Range(0, count ?? samples.Rows.Count)], RunContext.None);
    }

    private RunFolder Train(int? checkedImages = null, bool written = false)
    {
        if (!written)
        {
            WriteImages();
        }

        return TransferLearning.Train(new TrainOptions
        {
            Data = Data,
            Features = new FeatureOptions
            {
                Model = TinyModels.Create(batch: "N").Save(_folder),
                ImageSize = 32,
                Preprocessing = "tf",
                Cache = _folder.File("cache"),
            },
            Head = new HeadOptions { Layers = "dense:8,relu" },
            Trainer = new TrainerOptions { Epochs = 2 },
            CheckedImages = checkedImages,
            Run = _folder.File("run"),
        }, new Listener(_said)).Run;
    }

    /// <summary>Blue and red images, the last red one of which has brighter pixels than all others.</summary>
    private void WriteImages()
    {
        for (var i = 0; i < PerClass; i++)
        {
            foreach (var (split, name) in new[] { ("train", "blue"), ("train", "red"), ("validation", "blue"), ("validation", "red") })
            {
                var random = new SeededRandom(name[0], (1000 * split[0]) + i);
                var isLast = (split, name, i) == ("validation", "red", PerClass - 1);
                _folder.Write($"data/{split}/{name}/{i}.png", ImageFactory.Encode(40, 36, (x, _) =>
                {
                    var (strong, weak) = ((byte)random.Uniform(110, 225), (byte)random.Uniform(5, 120));
                    return isLast && x < 20 ? SKColors.White
                        : name == "red" ? new SKColor(strong, 60, weak) : new SKColor(weak, 60, strong);
                }, SKEncodedImageFormat.Png));
            }
        }
    }

    private sealed class Listener(List<string> said) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            lock (said)
            {
                said.Add(value.Text);
            }
        }
    }
}
