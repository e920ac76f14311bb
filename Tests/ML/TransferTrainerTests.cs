using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transfer.Tests.ML;

public sealed class TransferTrainerTests : IDisposable
{
    private readonly PhotoData _data = new();

    private MulticlassClassificationCatalog Several => _data.Context.MulticlassClassification;

    private BinaryClassificationCatalog Two => _data.Context.BinaryClassification;

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_head_on_features_tells_classes_apart()
    {
        var pipeline = _data.Keys.Append(_data.Extraction).Append(Several.Trainers.TransferLearning(_data.Learning));
        var folds = Several.CrossValidate(_data.View, pipeline, numberOfFolds: 3);
        Assert.All(folds, f => Assert.True(f.Metrics.MicroAccuracy > 0.9 && f.Metrics.LogLoss < 0.5, $"{f.Metrics.LogLoss}"));
        Assert.Equal(_data.Photos.Length, _data.Extracted);
    }

    [Fact]
    public void Scores_are_probabilities_whose_slots_are_the_classes()
    {
        var pipeline = _data.Keys.Append(_data.Extraction).Append(Several.Trainers.TransferLearning(_data.Learning))
            .Append(_data.Context.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel"));
        var scored = pipeline.Fit(_data.View).Transform(_data.View);
        Assert.All(scored.GetColumn<float[]>("Score"), s => Assert.Equal(1, s.Sum(), 1e-5));
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        scored.Schema["Score"].Annotations.GetValue("SlotNames", ref names);
        Assert.Equal(["blue", "red"], names.DenseValues().Select(n => n.ToString()));
        Assert.Equal(_data.Photos.Select(p => p.Label), scored.GetColumn<string>("PredictedClass"));
    }

    [Fact]
    public void A_saved_model_gives_the_same_scores_row_by_row()
    {
        var pipeline = _data.Keys.Append(_data.Extraction).Append(Several.Trainers.TransferLearning(_data.Learning))
            .Append(_data.Context.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel"));
        var model = pipeline.Fit(_data.View);
        var expected = model.Transform(_data.View).GetColumn<float[]>("Score").ToArray();
        _data.Context.Model.Save(model, _data.View.Schema, _data.File("model.zip"));
        var other = new MLContext();
        other.ComponentCatalog.RegisterTransfer();
        var loaded = other.Model.Load(_data.File("model.zip"), out _);
        Assert.Equal(expected, loaded.Transform(_data.View).GetColumn<float[]>("Score"));
        using var engine = other.Model.CreatePredictionEngine<Photo, PhotoScore>(loaded);
        Assert.All(_data.Photos.Zip(expected), p =>
        {
            var prediction = engine.Predict(p.First);
            Assert.Equal(p.Second, prediction.Score);
            Assert.Equal(p.First.Label, prediction.PredictedClass);
        });
    }

    [Fact]
    public void A_trainer_on_images_runs_the_base_once_per_image_and_is_saved_with_it()
    {
        var pipeline = _data.Keys.Append(Several.Trainers.TransferLearning(_data.Learning with { FeatureColumnName = "ImagePath" }));
        var folds = Several.CrossValidate(_data.View, pipeline, numberOfFolds: 3);
        Assert.All(folds, f => Assert.True(f.Metrics.MicroAccuracy > 0.9));
        Assert.Equal(_data.Photos.Length, _data.Extracted);
        _data.Context.Model.Save(folds[0].Model, _data.View.Schema, _data.File("model.zip"));
        var loaded = _data.Context.Model.Load(_data.File("model.zip"), out _);
        Assert.Equal(
            folds[0].Model.Transform(_data.View).GetColumn<float[]>("Score"), loaded.Transform(_data.View).GetColumn<float[]>("Score"));
    }

    [Fact]
    public void An_unfrozen_network_is_trained_saved_and_loaded()
    {
        var options = _data.Learning with { FeatureColumnName = "ImagePath", Unfreeze = "conv2" };
        var pipeline = _data.Keys.Append(Several.Trainers.TransferLearning(options));
        var model = pipeline.Fit(_data.View);
        var scored = model.Transform(_data.View);
        Assert.True(Several.Evaluate(scored).MicroAccuracy > 0.9);
        Assert.Contains(_data.Log, m => m.Contains("Frozen: ", StringComparison.Ordinal));
        _data.Context.Model.Save(model, _data.View.Schema, _data.File("model.zip"));
        var loaded = _data.Context.Model.Load(_data.File("model.zip"), out _);
        var expected = scored.GetColumn<float[]>("Score").ToArray();
        Assert.Equal(expected, loaded.Transform(_data.View).GetColumn<float[]>("Score"));
        using var engine = _data.Context.Model.CreatePredictionEngine<Photo, PhotoScore>(loaded);
        Assert.Equal(expected[3][0], engine.Predict(_data.Photos[3]).Score[0], 1e-5);
        model.LastTransformer.Model.SaveOnnx(_data.File("network.onnx"));
        using var network = ImageClassifier.Load(_data.File("network.onnx"));
        Assert.Equal(_data.Photos[0].Label, network.Predict(_data.Photos[0].ImagePath).Single().Class);
    }

    [Fact]
    public void Two_classes_have_a_score_a_probability_and_a_label()
    {
        var pipeline = _data.Extraction.Append(Two.Trainers.TransferLearning(_data.Learning with { LabelColumnName = "IsRed" }));
        var scored = pipeline.Fit(_data.View).Transform(_data.View);
        var metrics = Two.Evaluate(scored, "IsRed");
        Assert.True(metrics.AreaUnderRocCurve > 0.95 && metrics.LogLoss < 0.5, $"{metrics.LogLoss}");
        var probabilities = scored.GetColumn<float>("Probability").ToArray();
        Assert.All(scored.GetColumn<float>("Score").Zip(probabilities),
            p => Assert.Equal(1 / (1 + Math.Exp(-p.First)), p.Second, 1e-4));
        Assert.Equal(probabilities.Select(p => p > 0.5f), scored.GetColumn<bool>("PredictedLabel"));
    }

    [Fact]
    public void Calibrators_and_explainers_of_ml_net_take_it()
    {
        var features = _data.Extraction.Fit(_data.View).Transform(_data.View);
        var model = Two.Trainers.TransferLearning(_data.Learning with { LabelColumnName = "IsRed" }).Fit(features);
        var scored = model.Transform(features);
        var calibrated = Two.Calibrators.Platt("IsRed", "Score").Fit(scored).Transform(scored);
        Assert.True(Two.Evaluate(calibrated, "IsRed").LogLoss < 0.5);
        var importance = Two.PermutationFeatureImportance(model, scored, "IsRed");
        Assert.Equal(16, importance.Length);
        Assert.All(importance, i => Assert.InRange(i.AreaUnderRocCurve.Mean, -1, 0));
    }

    [Fact]
    public void Classes_without_training_rows_have_probability_zero()
    {
        var keys = _data.Context.Transforms.Conversion.MapValueToKey(
            "Label", keyData: _data.Context.Data.LoadFromEnumerable(new[] { "green", "red", "blue" }.Select(l => new Photo { Label = l })
                .Select(p => new { p.Label })));
        var pipeline = keys.Append(_data.Extraction).Append(Several.Trainers.TransferLearning(_data.Learning))
            .Append(_data.Context.Transforms.Conversion.MapKeyToValue("PredictedClass", "PredictedLabel"));
        var scored = pipeline.Fit(_data.View).Transform(_data.View);
        Assert.All(scored.GetColumn<float[]>("Score"), s => Assert.Equal((3, 0f), (s.Length, s[0])));
        Assert.Equal(_data.Photos.Select(p => p.Label), scored.GetColumn<string>("PredictedClass"));
    }

    [Fact]
    public void A_head_is_a_file_of_its_own()
    {
        var features = _data.Keys.Append(_data.Extraction).Fit(_data.View).Transform(_data.View);
        var model = Several.Trainers.TransferLearning(_data.Learning).Fit(features);
        Assert.Equal(["blue", "red"], model.Model.Classes);
        model.Model.SaveOnnx(_data.File("head.onnx"));
        using var head = TableClassifier.TryLoad(_data.File("head.onnx"));
        Assert.Equal(16, head!.Features);
    }

    [Fact]
    public void The_same_seed_gives_the_same_scores()
    {
        var pipeline = _data.Keys.Append(_data.Extraction).Append(Several.Trainers.TransferLearning(_data.Learning));
        Assert.Equal(
            pipeline.Fit(_data.View).Transform(_data.View).GetColumn<float[]>("Score"),
            pipeline.Fit(_data.View).Transform(_data.View).GetColumn<float[]>("Score"));
    }

    [Fact]
    public void Training_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        _data.Context.Log += (_, message) =>
        {
            if (message.Message.Contains("Task: ", StringComparison.Ordinal))
            {
                source.Cancel();
            }
        };
        var pipeline = _data.Keys.Append(
            Several.Trainers.TransferLearning(_data.Learning with { FeatureColumnName = "ImagePath" }, source.Token));
        var fault = Assert.ThrowsAny<OperationCanceledException>(() => pipeline.Fit(_data.View));
        Assert.StartsWith("Training was cancelled.", fault.Message, StringComparison.Ordinal);
        Assert.Equal(_data.Photos.Length, _data.Extracted);
    }
}
