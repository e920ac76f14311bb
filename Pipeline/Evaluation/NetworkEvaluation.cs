using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>What a trained module says of the pictures of a split, on the processor.</summary>
internal static class NetworkEvaluation
{
    /// <summary>Probabilities, <c>[N, 1]</c> or <c>[N, classes]</c>.</summary>
    public static float[] Predict(nn.Module<Tensor, Tensor> module, FeatureRows rows)
    {
        using var batches = new CachedBatches(rows, CPU);
        return Trainer.Predict(module, batches);
    }

    /// <summary>Measures validation outputs and, where there are test pictures, the module on those.</summary>
    public static (EvaluationResult Validation, EvaluationResult? Test) Evaluate(nn.Module<Tensor, Tensor> module, float[] validationOutputs, PreparedData data)
    {
        var classes = data.Dataset.Classes.Count;
        var test = data.Test.Count > 0 ? EvaluationResult.From(Predict(module, data.Test), data.Test.Labels, classes) : null;
        return (EvaluationResult.From(validationOutputs, data.Validation.Labels, classes), test);
    }
}
