using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Transfer.Pipeline;

/// <summary>Averages what a network says of a picture over augmented views of it.</summary>
internal static class TestTimeAugmentation
{
    /// <summary>Measures the averages on the splits whose views are cached.</summary>
    /// <param name="validationOutputs">What the module says of the clean validation pictures.</param>
    /// <param name="testOutputs">What it says of the clean test pictures; null when there are none.</param>
    public static ViewReport Measure(nn.Module<Tensor, Tensor> module, float[] validationOutputs, float[]? testOutputs, PreparedData data)
    {
        if (data.ValidationViews is not { } views)
        {
            return new ViewReport();
        }

        var classes = data.Dataset.Classes.Count;
        return new ViewReport
        {
            Validation = Average(module, validationOutputs, views, data.Validation.Labels, classes),
            Test = testOutputs is null ? null : Average(module, testOutputs, data.TestViews!, data.Test.Labels, classes),
        };
    }

    /// <param name="clean">Probabilities of the clean pictures, <c>[N, 1]</c> or <c>[N, classes]</c>.</param>
    /// <param name="views">The views' features, those of a picture one after another.</param>
    private static ViewAverage Average(nn.Module<Tensor, Tensor> module, float[] clean, FeatureRows views, long[] labels, int classes)
    {
        var count = views.Count / labels.Length;
        var shown = ViewCounts.Below(count).Append(count).ToHashSet();
        var sum = clean.ToArray();
        var average = clean;
        var byViews = new List<ViewAccuracy> { new(0, EvaluationResult.From(clean, labels, classes).Accuracy) };
        for (var view = 0; view < count; view++)
        {
            TensorPrimitives.Add(sum, NetworkEvaluation.Predict(module, views.OfView(view, count)), sum);
            if (shown.Contains(view + 1))
            {
                average = Array.ConvertAll(sum, s => s / (view + 2));
                byViews.Add(new ViewAccuracy(view + 1, EvaluationResult.From(average, labels, classes).Accuracy));
            }
        }

        return new ViewAverage
        {
            Evaluation = EvaluationResult.From(average, labels, classes),
            Difference = PairedDifference.From(clean, average, labels),
            ByViews = byViews,
        };
    }
}
