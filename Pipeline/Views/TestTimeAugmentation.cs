using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Transfer.Pipeline;

/// <summary>Averages what a network says of an image over augmented views of it.</summary>
internal static class TestTimeAugmentation
{
    /// <summary>Measures the averages.</summary>
    /// <param name="clean">What the module says of the clean images.</param>
    /// <param name="views">The views' features, those of an image one after another.</param>
    public static ViewAverage Average(nn.Module<Tensor, Tensor> module, Predictions clean, FeatureRows views)
    {
        var count = views.Count / clean.Count;
        var shown = ViewCounts.Below(count).Append(count).ToHashSet();
        var sum = clean.Outputs.ToArray();
        var average = clean;
        var byViews = new List<ViewMetric> { new(0, EvaluationResult.MainMetric(clean)) };
        for (var view = 0; view < count; view++)
        {
            TensorPrimitives.Add(sum, ModuleOutputs.Of(module, views.OfView(view, count)), sum);
            if (shown.Contains(view + 1))
            {
                average = clean with { Outputs = Array.ConvertAll(sum, s => s / (view + 2)) };
                byViews.Add(new ViewMetric(view + 1, EvaluationResult.MainMetric(average)));
            }
        }

        return new ViewAverage
        {
            Evaluation = EvaluationResult.Of(average),
            Difference = PairedDifference.Of(clean, average),
            ByViews = byViews,
        };
    }
}
