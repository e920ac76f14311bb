namespace Transfer.Tests.Support;

/// <summary>Compares what another runtime gives for photographs with what the program predicts.</summary>
internal static class PhotographAgreement
{
    // Another decoder, another version of ONNX Runtime.
    private const double Tolerance = 1e-3;

    /// <summary>Fails unless all labels are the same and no probability differs by more than 0.001; says what was found.</summary>
    /// <param name="model">The exported file.</param>
    /// <param name="files">The photographs.</param>
    /// <param name="answers">The label and the probabilities that the other runtime gives for each.</param>
    public static void Require(string model, IReadOnlyList<string> files, IReadOnlyList<(string Label, float[] Probabilities)> answers)
    {
        using var classifier = ImageClassifier.Load(model);
        var (largest, labels) = (0.0, 0);
        foreach (var (expected, (label, probabilities)) in classifier.Predict(files).Zip(answers))
        {
            labels += label == expected.Class ? 1 : 0;
            largest = expected.Probabilities.Values.Zip(probabilities, (a, b) => Math.Abs((double)a - b)).Append(largest).Max();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{labels} of {files.Count} labels are the same, the largest difference is {largest:G2}.");
        Assert.Equal((files.Count, files.Count), (labels, answers.Count));
        Assert.InRange(largest, 0, Tolerance);
    }
}
