using Microsoft.ML;

namespace Transfer.Tests.Docs;

/// <summary>The C# of the page on ML.NET. A test runs what needs no folders of its own.</summary>
internal static class MlNetSamples
{
    public static void Features(MLContext mlContext, IDataView data)
    {
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Transforms.ExtractFeatures("Features", "ImagePath"))
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var folds = mlContext.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 5);
        Console.WriteLine($"Accuracy: {folds.Average(f => f.Metrics.MicroAccuracy):0.000}");
    }

    public static IDataView Options(MLContext mlContext, IDataView data)
    {
        var options = new ImageFeatureOptions
        {
            Features = new FeatureOptions { Model = "resnet50", Cache = "features" },
            Folder = "photos",
            BadImages = BadImages.MissingValues,
        };
        var features = mlContext.Transforms.ExtractFeatures("Features", "ImagePath", options).Fit(data).Transform(data);
        var usable = mlContext.Data.FilterRowsByMissingValues(features, "Features");
        return usable;
    }

    public static ITransformer Train(MLContext mlContext, IDataView data)
    {
        var trainer = mlContext.MulticlassClassification.Trainers.TransferLearning(new TransferLearningOptions
        {
            FeatureColumnName = "ImagePath",
            Head = new HeadOptions { Layers = "dense:64,relu,dropout:0.5" },
            Trainer = new TrainerOptions { Seed = 7 },
        });
        var model = mlContext.Transforms.Conversion.MapValueToKey("Label").Append(trainer)
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(data);
        var metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(data));
        Console.WriteLine($"Log-loss: {metrics.LogLoss:0.000}");
        return model;
    }

    public static void Save(MLContext mlContext, IDataView data, ITransformer model, string path)
    {
        mlContext.Model.Save(model, data.Schema, "model.zip");

        var elsewhere = new MLContext();
        elsewhere.ComponentCatalog.RegisterTransfer();
        var loaded = elsewhere.Model.Load("model.zip", out _);
        using var engine = elsewhere.Model.CreatePredictionEngine<Photograph, PhotographScore>(loaded);
        var score = engine.Predict(new Photograph { ImagePath = path });
        Console.WriteLine($"{score.PredictedLabel}: {score.Score.Max():0.000}");
    }

    public static async Task<IDataView> Rows(MLContext mlContext)
    {
        var rows = await FeatureExtraction.ExtractAsync(new ExtractOptions { Data = "PHOTOS" }).ToListAsync();
        var extracted = rows.AsDataView(mlContext);
        return extracted;
    }

    internal sealed class Photograph
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    internal sealed class PhotographScore
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
