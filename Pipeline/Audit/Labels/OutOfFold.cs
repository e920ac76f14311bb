using System.Numerics.Tensors;

namespace Transfer.Pipeline.Audit;

/// <summary>
/// The probabilities of the classes for each image by heads that were not trained on it, nor on a duplicate of it: the mean over several
/// divisions into folds.
/// </summary>
/// <param name="Classes">K, the number of classes.</param>
/// <param name="Values">The probabilities, <c>[N, K]</c>; NaN for images of a class that is too small for folds.</param>
internal sealed record OutOfFold(int Classes, float[] Values)
{
    // The part of the neighbours in what is known of an image.
    private const float Weight = 0.5f;
    private const float Smallest = 1e-4f;

    /// <summary>The mean of the predictions of heads.</summary>
    /// <param name="count">N, the number of images, with those that the heads do not know.</param>
    public static OutOfFold Of(FoldHeads heads, int count)
    {
        var classes = heads.Table.Classes.Count;
        var values = Unknown(count, classes).Values;
        foreach (var image in heads.Images)
        {
            values.AsSpan(image * classes, classes).Clear();
        }

        var repeats = heads.Folds.Max(fold => fold.Repeat);
        foreach (var (fold, outcome) in heads.Folds.Zip(heads.Outcomes))
        {
            var probabilities = FoldHeads.Probabilities(outcome, fold);
            for (var i = 0; i < probabilities.Length; i++)
            {
                values[(heads.Images[fold.Validation[i / classes]] * classes) + (i % classes)] += probabilities[i] / repeats;
            }
        }

        return new OutOfFold(classes, values);
    }

    /// <summary>No image has probabilities.</summary>
    public static OutOfFold Unknown(int count, int classes)
    {
        var values = new float[count * classes];
        Array.Fill(values, float.NaN);
        return new OutOfFold(classes, values);
    }

    /// <summary>
    /// Together with the votes of neighbours, as the geometric mean (a logarithmic opinion pool; Genest and Zidek, Statistical Science 1,
    /// 1986): the two err on different images.
    /// </summary>
    /// <param name="votes">The share of each class among the neighbours of each image, above 0, <c>[N, K]</c>.</param>
    public OutOfFold With(float[] votes)
    {
        var values = new float[Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Pow(Math.Max(Values[i], Smallest), 1 - Weight) * MathF.Pow(votes[i], Weight);
        }

        for (var i = 0; i < values.Length; i += Classes)
        {
            var row = values.AsSpan(i, Classes);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), row);
        }

        return this with { Values = values };
    }

    /// <summary>The probabilities of an image.</summary>
    public ReadOnlySpan<float> Row(int image) => Values.AsSpan(image * Classes, Classes);

    /// <summary>Whether an image has probabilities.</summary>
    public bool Has(int image) => !float.IsNaN(Values[image * Classes]);

    /// <summary>The class with the largest probability.</summary>
    public int Predicted(int image) => TensorPrimitives.IndexOfMax(Row(image));
}
