using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transfer.Pipeline.Evaluation;

/// <summary>Runs Microsoft.ML's evaluators on outputs in memory.</summary>
internal static class MLNetEvaluator
{
    /// <summary>Evaluates two classes. Microsoft.ML's log-loss is in bits.</summary>
    /// <param name="scores">Margins of the positive class, which is predicted above 0, <c>[N]</c>.</param>
    /// <param name="probabilities">Of the positive class, <c>[N]</c>; null when outputs are margins.</param>
    /// <param name="truth">Whether each sample is positive, at least one of each class, <c>[N]</c>.</param>
    public static BinaryClassificationMetrics Binary(float[] scores, float[]? probabilities, bool[] truth)
    {
        var context = new MLContext(seed: 0);
        var rows = truth.Select((label, i) => new BinaryRow
        {
            Label = label,
            Score = scores[i],
            Probability = probabilities?[i] ?? 0,
            PredictedLabel = scores[i] > 0,
        });
        var data = context.Data.LoadFromEnumerable(rows.ToList());
        return probabilities is null
            ? context.BinaryClassification.EvaluateNonCalibrated(data)
            : context.BinaryClassification.Evaluate(data);
    }

    /// <summary>Evaluates several classes.</summary>
    /// <param name="outputs"><c>[N, classes]</c>.</param>
    /// <param name="truth">True classes, <c>[N]</c>.</param>
    /// <param name="predicted">Predicted classes, <c>[N]</c>.</param>
    public static MulticlassClassificationMetrics MultiClass(float[] outputs, int[] truth, int[] predicted, int classes)
    {
        var context = new MLContext(seed: 0);
        var rows = truth.Select((label, i) => new ClassRow
        {
            Label = label,
            PredictedLabel = (uint)predicted[i],
            Score = outputs[(i * classes)..((i + 1) * classes)],
        });
        var schema = SchemaDefinition.Create(typeof(ClassRow));
        schema[nameof(ClassRow.PredictedLabel)].ColumnType = new KeyDataViewType(typeof(uint), (ulong)classes);
        schema[nameof(ClassRow.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        return context.MulticlassClassification.Evaluate(context.Data.LoadFromEnumerable(rows.ToList(), schema));
    }

    /// <summary>Evaluates one value.</summary>
    /// <param name="outputs"><c>[N]</c>.</param>
    /// <param name="targets"><c>[N]</c>.</param>
    public static RegressionMetrics Regression(float[] outputs, float[] targets)
    {
        var context = new MLContext(seed: 0);
        var rows = outputs.Zip(targets, (output, target) => new ValueRow { Label = target, Score = output });
        return context.Regression.Evaluate(context.Data.LoadFromEnumerable(rows.ToList()));
    }

    private sealed class BinaryRow
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class ClassRow
    {
        // Not a key: Microsoft.ML counts keys from one.
        public float Label { get; set; }

        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }

    private sealed class ValueRow
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
