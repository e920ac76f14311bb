using Microsoft.ML;
using Microsoft.ML.Data;
using Transfer.Tests.Support;

namespace Transfer.Tests.Docs;

/// <summary>The examples of the page on ML.NET run, on drawn images and with the bundled network.</summary>
public sealed class MlNetSampleTests
{
    [Fact]
    public void A_classifier_is_trained_saved_and_predicts()
    {
        using var folder = new TemporaryFolder();
        var photographs = Directory.EnumerateFiles(DrawnImages.Folder(folder, 10), "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => new MlNetSamples.Photograph { ImagePath = path, Label = Path.GetFileName(Path.GetDirectoryName(path)!) })
            .ToArray();
        var mlContext = new MLContext(seed: 1);
        var data = mlContext.Data.LoadFromEnumerable(photographs);
        MlNetSamples.Features(mlContext, data);
        var model = MlNetSamples.Train(mlContext, data);
        Assert.Equal(photographs.Select(p => p.Label), model.Transform(data).GetColumn<string>("PredictedLabel"));
    }
}
