using System.Numerics.Tensors;

namespace Transfer.ML;

/// <summary>The columns of a classifier, with the annotations by which ML.NET knows them.</summary>
internal static class ScoreColumns
{
    // Below this a probability says no more than its rounding.
    private const float Smallest = 1e-7f;

    /// <summary><c>PredictedLabel</c> and <c>Score</c>, and <c>Probability</c> where there are two classes.</summary>
    public static DataViewSchema.DetachedColumn[] Of(IReadOnlyList<string> classes, bool isBinary) => isBinary
        ?
        [
            new("PredictedLabel", BooleanDataViewType.Instance, Kinds("BinaryClassification", "PredictedLabel")),
            new("Score", NumberDataViewType.Single, Kinds("BinaryClassification", "Score")),
            new("Probability", NumberDataViewType.Single, Kinds("BinaryClassification", "Probability", isNormalized: true)),
        ]
        :
        [
            new("PredictedLabel", new KeyDataViewType(typeof(uint), classes.Count),
                Kinds("MulticlassClassification", "PredictedLabel", "KeyValues", classes)),
            new("Score", new VectorDataViewType(NumberDataViewType.Single, classes.Count),
                Kinds("MulticlassClassification", "Score", "SlotNames", classes)),
        ];

    /// <summary>Getters of those columns from the probabilities of the classes, which are computed once for each row.</summary>
    /// <param name="compute">Writes the probability of each class of the current row.</param>
    public static Delegate[] Getters(DataViewRow row, int classes, bool isBinary, Action<float[]> compute)
    {
        var (probabilities, computed) = (new float[classes], -1L);
        return isBinary
            ?
            [
                (ValueGetter<bool>)((ref bool value) => value = Current()[1] > 0.5f),
                (ValueGetter<float>)((ref float value) => value = LogOdds(Current())),
                (ValueGetter<float>)((ref float value) => value = Current()[1]),
            ]
            :
            [
                (ValueGetter<uint>)((ref uint value) => value = KeyOf(Current())),
                (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                {
                    var editor = VBufferEditor.Create(ref value, classes);
                    Current().CopyTo(editor.Values);
                    value = editor.Commit();
                }),
            ];

        float[] Current()
        {
            if (computed != row.Position || row.Position < 0)
            {
                compute(probabilities);
                computed = row.Position;
            }

            return probabilities;
        }
    }

    /// <summary>The key of the most probable class; 0, a missing key, where probabilities are missing.</summary>
    private static uint KeyOf(float[] probabilities) =>
        TensorPrimitives.IndexOfMax(probabilities) is var best && float.IsNaN(probabilities[best]) ? 0 : (uint)best + 1;

    private static float LogOdds(float[] p) => MathF.Log(Math.Max(p[1], Smallest) / Math.Max(p[0], Smallest));

    private static DataViewSchema.Annotations Kinds(
        string kind, string value, string? names = null, IReadOnlyList<string>? classes = null, bool isNormalized = false)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, kind.AsMemory());
        builder.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, value.AsMemory());
        if (isNormalized)
        {
            builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        }

        if (names is not null)
        {
            var texts = classes!.Select(c => c.AsMemory()).ToArray();
            builder.Add(
                names, new VectorDataViewType(TextDataViewType.Instance, texts.Length),
                (ref VBuffer<ReadOnlyMemory<char>> destination) =>
                {
                    var editor = VBufferEditor.Create(ref destination, texts.Length);
                    texts.CopyTo(editor.Values);
                    destination = editor.Commit();
                });
        }

        return builder.ToAnnotations();
    }
}
