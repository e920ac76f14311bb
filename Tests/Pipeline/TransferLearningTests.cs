using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class TransferLearningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_trains_exports_and_predicts_and_the_second_extracts_nothing()
    {
        var data = DrawnImages.Folder(_folder, 15, split: true);
        var first = TransferLearning.Train(Options(data, "run1"));
        var second = TransferLearning.Train(Options(data, "run2"));

        Assert.Equal(30, first.Extracted);
        Assert.Equal(0, second.Extracted);
        Assert.Equal(1, first.Validation.Accuracy!.Value);
        Assert.Equal(File.ReadAllText(first.Run.HistoryPath), File.ReadAllText(second.Run.HistoryPath));
        Assert.StartsWith("epoch,loss,accuracy,val_loss,val_accuracy", File.ReadAllText(first.Run.HistoryPath), StringComparison.Ordinal);
        using var classifier = ImageClassifier.Load(first.ModelPath);
        var predictions = classifier.Predict(Path.Combine(data, "validation")).ToList();
        Assert.Equal(10, predictions.Count);
        Assert.All(predictions, p => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(p.Path)), p.Class));
        Assert.All(predictions, p => Assert.Equal(1, p.Probabilities.Values.Sum(), 1e-6));
    }

    [Fact]
    public void Any_part_of_the_recipe_that_changes_makes_features_new()
    {
        var data = DrawnImages.Folder(_folder, 6);
        var options = Options(data, "run") with { Overwrite = true };
        Assert.Equal(12, TransferLearning.Train(options).Extracted);
        Assert.Equal(12, TransferLearning.Train(options with { Features = options.Features with { Preprocessing = "caffe" } }).Extracted);
        Assert.Equal(12, TransferLearning.Train(options with { Features = options.Features with { ImageSize = 40 } }).Extracted);
        Assert.Equal(12, TransferLearning.Train(options with { Features = options.Features with { Pooling = Pooling.Max } }).Extracted);
        Assert.Equal(0, TransferLearning.Train(options with { Head = new HeadOptions { Layers = "dense:8,relu" } }).Extracted);
    }

    [Fact]
    public void The_record_has_every_option_and_version()
    {
        var result = TransferLearning.Train(Options(DrawnImages.Folder(_folder, 6), "run"));
        using var json = JsonDocument.Parse(File.ReadAllText(result.Run.RecordPath));
        Assert.Equal("exported", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("options").GetProperty("trainer").GetProperty("seed").GetInt64());
        Assert.Equal("cpu", json.RootElement.GetProperty("device").GetString());
        Assert.NotEmpty(json.RootElement.GetProperty("versions").GetProperty("onnxruntime").GetString()!);
        Assert.True(File.Exists(result.Run.EvaluationPath));
        Assert.True(File.Exists(result.Run.WeightsPath));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(result.Run.Path), f => f.EndsWith(".tmp", StringComparison.Ordinal)
            || f.EndsWith(".unchecked", StringComparison.Ordinal));
    }

    [Fact]
    public void Bad_images_are_named_and_left_out_and_the_rest_is_right()
    {
        var data = DrawnImages.Folder(_folder, 8);
        _folder.Write("data/red/text.jpg", "this is no image"u8);
        _folder.Write("data/red/cut.png", DrawnImages.Png(1, 99, 48).AsSpan(0, 700));
        _folder.Write("data/blue/empty.png", []);
        var heard = new Heard();
        var result = TransferLearning.Train(Options(data, "run"), heard);
        Assert.Equal(["cut.png", "empty.png", "text.jpg"], result.Excluded.Select(e => Path.GetFileName(e.Path))
            .Order(StringComparer.Ordinal));
        Assert.Equal(1, result.Validation.Accuracy!.Value);
        Assert.Contains(heard.Sentences, s => s.Contains("text.jpg", StringComparison.Ordinal)
            && s.StartsWith("Left out", StringComparison.Ordinal));
        Assert.Contains("3 of 19 images were left out.", heard.Sentences);

        var strict = Assert.Throws<InvalidDataException>(() => TransferLearning.Train(Options(data, "strict") with { Strict = true }));
        Assert.Contains("3 images cannot be used", strict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_in_two_splits_is_warned_of()
    {
        var data = DrawnImages.Folder(_folder, 9, split: true);
        File.Copy(Path.Combine(data, "train", "red", "0001.png"), Path.Combine(data, "validation", "red", "copy.png"));
        var heard = new Heard();
        TransferLearning.Train(Options(data, "run"), heard);
        Assert.Contains(heard.Sentences, s =>
            s.StartsWith("Warning: 1 validation images are also training images", StringComparison.Ordinal));
    }

    [Fact]
    public void Export_writes_the_same_file_again()
    {
        var result = TransferLearning.Train(Options(DrawnImages.Folder(_folder, 6), "run"));
        var again = TransferLearning.Export(new ExportOptions { Run = result.Run.Path, Output = _folder.File("again.onnx") });
        Assert.Equal(File.ReadAllBytes(result.ModelPath), File.ReadAllBytes(again));
    }

    [Fact]
    public void A_backbone_without_a_record_is_refused_with_the_choices()
    {
        var message = Assert.Throws<NotSupportedException>(() => TransferLearning.Train(
            Options(DrawnImages.Folder(_folder, 6),
                "run") with
            { Features = new FeatureOptions { Model = TinyModels.Create().Save(_folder) } })).Message;
        Assert.Contains("Give it: caffe, tf or torch", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_report_every_fault_at_once()
    {
        var exception = Assert.Throws<InvalidOptionsException>(() => TransferLearning.Train(new TrainOptions
        {
            Data = "x",
            ValidationSplit = 2,
            Trainer = new TrainerOptions { Epochs = 0 },
            Head = new HeadOptions { Layers = "dropout:1" },
            Features = new FeatureOptions { ImageSize = 3, Device = "gpu", Preprocessing = "keras" },
        }));
        Assert.Equal(6, exception.Faults.Count);
    }

    private TrainOptions Options(string data, string run) => new()
    {
        Data = data,
        Run = _folder.File(run),
        Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-3 },
        Features = new FeatureOptions
        {
            Model = File.Exists(_folder.File("tiny.onnx")) ? _folder.File("tiny.onnx") : TinyModels.Create()
            .Save(_folder),
            Preprocessing = "tf",
            Cache = _folder.File("cache")
        },
    };

    private sealed class Heard : IProgress<ProgressUpdate>
    {
        public List<string> Sentences { get; } = [];

        public void Report(ProgressUpdate value)
        {
            lock (Sentences)
            {
                Sentences.Add(value.Text);
            }
        }
    }
}
