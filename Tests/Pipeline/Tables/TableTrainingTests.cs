using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class TableTrainingTests : IDisposable
{
    private readonly TableSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Classes_of_a_CSV_are_learnt_and_the_file_gives_what_was_trained()
    {
        var options = _files.OfClasses("csv", 150, "low", "middle", "high");
        var said = new List<string>();
        var result = TransferLearning.Train(options, new TableSamples.Sentences(said));
        Assert.Equal(1, result.Validation.Accuracy!.Value, 0.1);
        Assert.Contains(said, s => s.EndsWith("validation is 20 % of each class, chosen by the seed.", StringComparison.Ordinal)
            && s.StartsWith("Data: 120 training and 30 validation rows [6] from", StringComparison.Ordinal));
        var record = result.Run.ReadRecord();
        Assert.Equal(("exported", 120), (record.Status, record.Samples["train"]));
        Assert.Null(record.Backbone);
        Assert.Equal(["high", "low", "middle"], record.Classes);

        using var session = new InferenceSession(result.ModelPath);
        Assert.Equal([-1, TableSamples.Features], session.InputMetadata.Values.Single().Dimensions);
        Assert.Equal("6", session.ModelMetadata.CustomMetadataMap["transfer.features"]);
        Assert.Contains("takes rows of 6 values and no images",
            Assert.Throws<InvalidDataException>(() => ImageClassifier.Load(result.ModelPath)).Message, StringComparison.Ordinal);

        var features = _files.Csv("features.csv", 9, (_, _) => "", "");
        File.WriteAllLines(features, File.ReadAllLines(features).Select(line => line.TrimEnd(',')));
        var (code, output, error) = TransferCommand.Run("predict", result.ModelPath, features);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(9, Regex.Count(output, @"features\.csv:\d  (low|middle|high)  0\.\d{4}$", RegexOptions.Multiline));
        Assert.Contains("features.csv:1  low  0.", output, StringComparison.Ordinal);
        Assert.Contains("have 7 values; expected 6, as in training.",
            TransferCommand.Run("predict", result.ModelPath, _files.Csv("seven.csv", 2, _ => "1")).Error, StringComparison.Ordinal);

        var before = File.ReadAllBytes(result.ModelPath);
        File.Delete(result.ModelPath);
        TransferLearning.Export(new ExportOptions { Run = result.Run.Path });
        Assert.Equal(before, File.ReadAllBytes(result.ModelPath));
        var tuning = new FineTuneOptions { From = result.Run.Path, Unfreeze = "all" };
        Assert.Contains("was trained on a table",
            Assert.Throws<InvalidDataException>(() => FineTuning.Run(tuning)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_learnt_from_packed_IDX_files_with_validation_files()
    {
        var options = _files.Options(_files.Idx("x.idx.gz", 120, _ => null), "idx") with
        {
            Labels = _files.Idx("y.idx.gz", 120, x => x[0] - x[1]),
            ValidationData = _files.Idx("vx.idx.gz", 40, _ => null, seed: 2),
            ValidationLabels = _files.Idx("vy.idx.gz", 40, x => x[0] - x[1], seed: 2),
            Task = new TaskOptions { Kind = "regression", Loss = "mae" },
            Head = new HeadOptions { Layers = "none" },
            Trainer = new TrainerOptions { Epochs = 60, Optimizer = "adam", LearningRate = 0.05 },
        };
        var result = TransferLearning.Train(options);
        Assert.Equal("mae", result.History.Metric);
        Assert.True(result.History.Best.ValidationMetric < 0.15, $"{result.History.Best.ValidationMetric}");
        Assert.Equal((120, 40), (result.Run.ReadRecord().Samples["train"], result.Run.ReadRecord().Samples["validation"]));
        Assert.Equal("a value of any size: one output, output activation linear, loss mean_absolute_error, metrics mae, rmse, r2",
            result.Run.ReadRecord().Task);
        Assert.StartsWith("epoch,loss,mae,val_loss,val_mae,learning_rate", File.ReadAllText(result.Run.HistoryPath),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_do_not_exclude_each_other_are_learnt_from_columns()
    {
        var options = _files.Options(
            _files.Csv("labels.csv", 300, (_, x) => $"{(x[0] > 0 ? 1 : 0)},{(x[1] > 0 ? 1 : 0)}", "left,right"), "labels") with
        {
            Labels = "left,right",
            Task = new TaskOptions { Kind = "multilabel" },
            Head = new HeadOptions { Layers = "none" },
            Trainer = new TrainerOptions { Epochs = 30, LearningRate = 0.05 },
        };
        var result = TransferLearning.Train(options);
        Assert.Equal("accuracy", result.History.Metric);
        Assert.True(result.History.Best.ValidationMetric > 0.9, $"{result.History.Best.ValidationMetric}");
        Assert.Equal(["left", "right"], result.Run.ReadRecord().Classes);
    }

    [Fact]
    public void Training_on_a_table_is_resumed_to_the_same_weights()
    {
        var options = _files.OfClasses("whole", 60, "a", "b") with
        {
            ClassWeight = "balanced",
            Trainer = new TrainerOptions { Epochs = 4, CheckpointEvery = 1 },
        };
        var whole = TransferLearning.Train(options);
        using var source = new CancellationTokenSource();
        options = options with { Run = _files.Folder.File("stopped") };
        var stopped = Assert.Throws<TrainingInterruptedException>(() =>
            TransferLearning.Train(options, new StopAfterTwo(source), cancellation: source.Token));
        var resumed = TransferLearning.Resume(stopped.RunFolder);
        Assert.Equal(File.ReadAllBytes(whole.Run.WeightsPath), File.ReadAllBytes(resumed.Run.WeightsPath));
    }

    [Fact]
    public void A_table_that_has_changed_is_refused_when_training_goes_on()
    {
        var options = _files.OfClasses("changed", 60, "a", "b") with { Trainer = new TrainerOptions { Epochs = 4, CheckpointEvery = 1 } };
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(() =>
            TransferLearning.Train(options, new StopAfterTwo(source), cancellation: source.Token));
        var (text, run) = (File.ReadAllText(options.Data), RunFolder.Open(stopped.RunFolder));
        Assert.Equal([Path.GetFullPath(options.Data)], run.ReadRecord().Tables.Keys);
        File.AppendAllText(options.Data, "\n");
        Assert.Contains($"'{options.Data}' is not there, or has other bytes than when the run '{run.Path}' read it.",
            Assert.Throws<InvalidDataException>(() => TransferLearning.Resume(run.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(options.Data, text);
        TransferLearning.Resume(run.Path);
    }

    [Fact]
    public void Labels_of_a_CSV_are_learnt_and_the_validation_file_may_lack_some()
    {
        static string Labels(float[] x) => string.Join('|',
            new[] { x[0] > x[1] ? "sea" : "", x[2] > x[3] ? "sand" : "", x[4] > x[5] ? "sky" : "" }.Where(l => l.Length > 0));
        var options = _files.Options(_files.Csv("labels.csv", 150, (_, x) => Labels(x), "what"), "labels") with
        {
            ValidationData = _files.Csv("fewer.csv", 60, (_, x) => Labels(x), "what",
                only: i => !Labels(TableSamples.Vector(i, 1)).Contains("sky", StringComparison.Ordinal)),
        };
        var result = TransferLearning.Train(options);
        var record = result.Run.ReadRecord();
        Assert.Equal(["sand", "sea", "sky"], record.Classes);
        Assert.True(result.History.Best.ValidationMetric > 0.85, $"{result.History.Best}");
        using var session = new InferenceSession(result.ModelPath);
        Assert.Equal(["probabilities", "labels"], session.OutputNames);
        Assert.All(session.OutputMetadata.Values, output => Assert.Equal([-1, 3], output.Dimensions));
        // Asked for, a single label in every row is one of many all the same; and one that was never learnt is refused.
        var single = _files.OfClasses("single", 60, "a", "b") with { Task = new TaskOptions { Kind = "multi_label" } };
        Assert.Equal(["a", "b"], TransferLearning.Train(single).Run.ReadRecord().Classes);
        Assert.Contains("has a label 'fire' that the training data lack; expected sand, sea, sky.",
            Refusal<InvalidDataException>(options with { ValidationData = _files.Csv("other.csv", 6, _ => "sea|fire") }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_head_is_solved_for_and_exported()
    {
        var options = _files.OfClasses("linear", 150, "low", "middle", "high") with { Head = new HeadOptions { Layers = "linear" } };
        var result = TransferLearning.Train(options);
        Assert.Single(result.History.Epochs);
        Assert.Equal(1, result.Validation.Accuracy!.Value, 0.1);
        using var session = new InferenceSession(result.ModelPath);
        Assert.Equal([-1, TableSamples.Features], session.InputMetadata.Values.Single().Dimensions);
        Assert.InRange(result.Run.ReadRecord().ExportDifference!.Value, 0, 1e-5);
        var refused = _files.Options(_files.Csv("numbers.csv", 30, i => $"{i}"), "other") with
        {
            Head = options.Head,
            Task = new TaskOptions { Kind = "regression" },
        };
        Assert.StartsWith("A linear head learns classes that exclude each other", Refusal<InvalidOptionsException>(refused),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_the_validation_file_has_the_number_that_it_has_in_training()
    {
        // Alone, the second file would number its classes otherwise.
        var options = _files.OfClasses("numbers", 90, "a", "b", "c") with
        {
            ValidationData = _files.Csv("other.csv", 30, _ => "c", only: i => i % 3 == 2),
        };
        Assert.Equal(1, TransferLearning.Train(options).Validation.Accuracy!.Value, 0.2);
        var unknown = options with { ValidationData = _files.Csv("unknown.csv", 6, _ => "d") };
        Assert.Contains("has a class 'd' that the training data lack; expected a, b, c.", Refusal<InvalidDataException>(unknown),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_in_a_sentence()
    {
        var path = _files.Csv("train.csv", 30, i => i % 2 == 0 ? "a" : "b");
        var options = _files.Options(path, "refused");
        Assert.Equal($"'{path}' is a table and not a folder of images, and a model is for images. Leave it out.",
            Refusal<InvalidOptionsException>(options with { Features = options.Features with { Model = "m.onnx" } }));
        Assert.StartsWith(
            "Softmax with binary_crossentropy makes no sense for two classes that exclude each other "
            + "(a softmax over one output is always 1). Expected sigmoid with binary_crossentropy,",
            Refusal<InvalidOptionsException>(
                options with { Task = new TaskOptions { OutputActivation = "softmax", Loss = "binary_crossentropy" } }),
            StringComparison.Ordinal);
        var numbers = _files.Csv("numbers.csv", 30, i => $"{i}");
        Assert.Contains("has the target 2 in row 3; expected values from 0 to 1.",
            Refusal<InvalidDataException>(options with { Data = numbers, Task = new TaskOptions { Kind = "unit_regression" } }),
            StringComparison.Ordinal);
        Assert.Contains("Leave the class weights out.",
            Refusal<InvalidOptionsException>(
                options with { Data = numbers, ClassWeight = "balanced", Task = new TaskOptions { Kind = "regression" } }),
            StringComparison.Ordinal);
        Assert.Contains("has features and no targets.",
            Refusal<InvalidDataException>(options with { Data = _files.Idx("alone.idx", 5, _ => null) }), StringComparison.Ordinal);
    }

    private static string Refusal<T>(TrainOptions options)
        where T : Exception => Assert.Throws<T>(() => TransferLearning.Train(options)).Message;

    private sealed class StopAfterTwo(CancellationTokenSource source) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value.History?.Epochs.Count == 2)
            {
                source.Cancel();
            }
        }
    }
}
