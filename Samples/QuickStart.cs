using Transfer.Pipeline;

namespace Transfer.Samples;

/// <summary>The first steps in C#: train on folders of photographs, and predict new ones with the exported file.</summary>
internal static class QuickStart
{
    public static async Task Run(TrainOptions options, string photo, TextWriter output)
    {
        var result = await TransferLearning.TrainAsync(options);
        output.WriteLine($"Validation accuracy: {result.Validation.Accuracy}");

        using var classifier = ImageClassifier.Load(result.ModelPath);
        foreach (var prediction in classifier.Predict(photo))
        {
            output.WriteLine(prediction);
        }
    }
}
