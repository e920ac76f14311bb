using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Transfer.Pipeline;

/// <summary>Averages a network's outputs over augmented views of each image.</summary>
internal static class TestTimeAugmentation
{
    /// <param name="clean">The predictions for the original images.</param>
    /// <param name="views">The features of the views, those of an image one after another.</param>
    /// <returns>The metrics, and the predictions that are averaged over the original images and all views.</returns>
    public static (ViewAverage Views, Predictions Averaged) Average(nn.Module<Tensor, Tensor> module, Predictions clean, FeatureRows views)
    {
        var count = views.Count / clean.Count;
        var shown = ViewReport.CountsBelow(count).Append(count).ToHashSet();
        var average = clean;
        var byViews = new List<ViewMetric> { new(0, EvaluationResult.MainMetric(clean)) };
        foreach (var (view, outputs) in Means(module, clean.Outputs, views, count).Index())
        {
            if (shown.Contains(view + 1))
            {
                average = clean with { Outputs = outputs };
                byViews.Add(new ViewMetric(view + 1, EvaluationResult.MainMetric(average)));
            }
        }

        var measured = new ViewAverage
        {
            Evaluation = EvaluationResult.Of(average),
            Difference = PairedDifference.Of(clean, average),
            ByViews = byViews,
        };
        return (measured, average);
    }

    /// <summary>The mean outputs of the original images and their first 1, 2, 3... views.</summary>
    /// <param name="clean">The outputs for the original images, <c>[N, K]</c>.</param>
    /// <param name="count">How many rows of <paramref name="views"/> an image has.</param>
    public static IEnumerable<float[]> Means(nn.Module<Tensor, Tensor> module, float[] clean, FeatureRows views, int count)
    {
        var sum = clean.ToArray();
        for (var view = 0; view < count; view++)
        {
            TensorPrimitives.Add(sum, ModuleOutputs.Of(module, views.OfView(view, count)), sum);
            yield return Array.ConvertAll(sum, s => s / (view + 2));
        }
    }
}
