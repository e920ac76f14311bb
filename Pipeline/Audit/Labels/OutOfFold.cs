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

    /// <summary>The probabilities of an image.</summary>
    public ReadOnlySpan<float> Row(int image) => Values.AsSpan(image * Classes, Classes);

    /// <summary>Whether an image has probabilities.</summary>
    public bool Has(int image) => !float.IsNaN(Values[image * Classes]);

    /// <summary>The class with the largest probability.</summary>
    public int Predicted(int image) => TensorPrimitives.IndexOfMax(Row(image));
}
