using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transfer.Pipeline;

/// <summary>Microsoft.ML's evaluators on outputs in memory.</summary>
internal static class MLNetEvaluator
{
    /// <summary>Two classes. Microsoft.ML's log-loss is in bits.</summary>
    /// <param name="scores">The higher the surer of the positive class, answers above 0, <c>[N]</c>.</param>
    /// <param name="probabilities">Of the positive class, <c>[N]</c>; null where outputs are margins.</param>
    /// <param name="truth">At least one of each class, <c>[N]</c>.</param>
    public static BinaryClassificationMetrics Binary(float[] scores, float[]? probabilities, bool[] truth)
    {
        var context = new MLContext(seed: 0);
        var rows = truth.Select((label, i) => new BinaryRow { Label = label, Score = scores[i], Probability = probabilities?[i] ?? 0, PredictedLabel = scores[i] > 0 });
        var data = context.Data.LoadFromEnumerable(rows.ToList());
        return probabilities is null ? context.BinaryClassification.EvaluateNonCalibrated(data) : context.BinaryClassification.Evaluate(data);
    }

    /// <summary>Several classes.</summary>
    /// <param name="outputs"><c>[N, classes]</c>.</param>
    /// <param name="truth">Indices of classes, <c>[N]</c>.</param>
    /// <param name="answers">The same of the answers.</param>
    public static MulticlassClassificationMetrics MultiClass(float[] outputs, int[] truth, int[] answers, int classes)
    {
        var context = new MLContext(seed: 0);
        var rows = truth.Select((label, i) => new ClassRow
        {
            Label = label,
            PredictedLabel = (uint)answers[i],
            Score = outputs[(i * classes)..((i + 1) * classes)],
        });
        var schema = SchemaDefinition.Create(typeof(ClassRow));
        schema[nameof(ClassRow.PredictedLabel)].ColumnType = new KeyDataViewType(typeof(uint), (ulong)classes);
        schema[nameof(ClassRow.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        return context.MulticlassClassification.Evaluate(context.Data.LoadFromEnumerable(rows.ToList(), schema));
    }

    /// <summary>One value.</summary>
    /// <param name="outputs"><c>[N]</c>.</param>
    /// <param name="targets"><c>[N]</c>.</param>
    public static RegressionMetrics Regression(IEnumerable<float> outputs, IEnumerable<float> targets)
    {
        var context = new MLContext(seed: 0);
        return context.Regression.Evaluate(context.Data.LoadFromEnumerable(outputs.Zip(targets, (o, t) => new ValueRow { Label = t, Score = o }).ToList()));
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
        // Not a key: Microsoft.ML would read one as an index that is one too high.
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
