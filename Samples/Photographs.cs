using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;
using Transfer.ML;

namespace Transfer.Samples;

/// <summary>
/// Photographs in ML.NET, one folder a class: two of its trainers, SDCA and LightGBM, are cross-validated on features of a pretrained
/// network, which runs once for each photograph.
/// </summary>
internal static class Photographs
{
    // Small data have small leaves.
    private const int FewestInLeaf = 5;

    /// <returns>The mean accuracy of each trainer.</returns>
    public static IReadOnlyDictionary<string, double> Run(string folder, TextWriter output, ImageFeatureOptions? options = null)
    {
        var mlContext = new MLContext(seed: 1);
        mlContext.Log += (_, message) =>
        {
            if (message.RawMessage.StartsWith("Features: ", StringComparison.Ordinal))
            {
                output.WriteLine(message.RawMessage);
            }
        };
        Photograph[] photographs = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).SelectMany(label =>
            Directory.EnumerateFiles(label).Order(StringComparer.Ordinal)
                .Select(path => new Photograph { ImagePath = path, Label = Path.GetFileName(label) }))];
        if (photographs.Length == 0)
        {
            throw new InvalidDataException($"'{folder}' has no photographs; expected one folder a class.");
        }

        var data = mlContext.Data.LoadFromEnumerable(photographs);
        var prepared = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Transforms.ExtractFeatures("Features", "ImagePath", options));
        var trainers = mlContext.MulticlassClassification.Trainers;
        var accuracies = new Dictionary<string, double>
        {
            ["SDCA"] = Accuracy(prepared.Append(trainers.SdcaMaximumEntropy())),
            ["LightGBM"] = Accuracy(prepared.Append(trainers.LightGbm(
                new LightGbmMulticlassTrainer.Options { MinimumExampleCountPerLeaf = FewestInLeaf, Verbose = false }))),
        };
        foreach (var (trainer, accuracy) in accuracies)
        {
            output.WriteLine($"{trainer}: accuracy {accuracy:0.000}, the mean of 5 folds.");
        }

        return accuracies;

        double Accuracy(IEstimator<ITransformer> pipeline) =>
            mlContext.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 5).Average(f => f.Metrics.MicroAccuracy);
    }

    private sealed class Photograph
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
