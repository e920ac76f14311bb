namespace Transfer.Pipeline;

/// <summary>How well a model does on one split.</summary>
public sealed record EvaluationResult
{
    /// <summary>The share of right answers.</summary>
    public required Accuracy Accuracy { get; init; }

    /// <summary>Mean loss: binary cross-entropy or cross-entropy.</summary>
    public required double Loss { get; init; }

    /// <summary>Rows are true classes, columns predicted ones.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    /// <summary>Whether a problem's outputs are probabilities of classes, which is what can be measured here.</summary>
    internal static bool IsOf(Problem problem) => problem.AreClasses && problem.LastLayer != Models.LastLayer.Linear;

    /// <summary>Computes it from a model's outputs.</summary>
    /// <param name="outputs">Probabilities <c>[N, 1]</c> (of the second class) or <c>[N, classes]</c>.</param>
    /// <param name="labels">True classes, <c>[N]</c>, at least one.</param>
    /// <param name="classes">How many classes.</param>
    public static EvaluationResult From(ReadOnlySpan<float> outputs, ReadOnlySpan<long> labels, int classes)
    {
        // Keras clips probabilities by this much before it takes logarithms.
        const double epsilon = 1e-7;
        var matrix = new int[classes][];
        for (var i = 0; i < classes; i++)
        {
            matrix[i] = new int[classes];
        }

        var columns = outputs.Length / labels.Length;
        var loss = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = outputs.Slice(i * columns, columns);
            matrix[labels[i]][Predicted(outputs, i, labels.Length)]++;
            var probability = columns > 1 ? row[(int)labels[i]] : labels[i] == 1 ? row[0] : 1 - row[0];
            loss -= Math.Log(Math.Clamp(probability, epsilon, 1 - epsilon));
        }

        return new EvaluationResult
        {
            Accuracy = new Accuracy(matrix.Select((row, i) => row[i]).Sum(), labels.Length),
            Loss = loss / labels.Length,
            ConfusionMatrix = matrix,
        };
    }

    /// <summary>The class that a model gives a picture.</summary>
    internal static int Predicted(ReadOnlySpan<float> outputs, int index, int count)
    {
        var columns = outputs.Length / count;
        var row = outputs.Slice(index * columns, columns);
        return columns == 1 ? (row[0] > 0.5f ? 1 : 0) : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row);
    }
}
