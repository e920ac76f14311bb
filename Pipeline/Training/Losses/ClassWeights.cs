using System.Globalization;

namespace Transfer.Pipeline.Training;

/// <summary>Weights of classes in the training loss: Keras' <c>class_weight</c>.</summary>
internal static class ClassWeights
{
    /// <summary>The text for weights under which all classes count the same.</summary>
    public const string Balanced = "balanced";

    /// <summary>
    /// Weights under which all classes count the same, with a mean of 1 over the samples: samples / (classes x samples of the class), as in
    /// scikit-learn.
    /// </summary>
    /// <param name="labels">The class of each training sample, <c>[N]</c>.</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>The weight of each class; 0 for a class without samples.</returns>
    public static float[] Balance(ReadOnlySpan<long> labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var samples = labels.Length;
        return Array.ConvertAll(counts, c => c == 0 ? 0 : (float)((double)samples / ((double)classes * c)));
    }

    /// <summary>The weights of a task's classes; null where none are asked for.</summary>
    /// <param name="labels">Gives the class of each training sample.</param>
    /// <exception cref="InvalidOptionsException">Weights are asked for, and there are no classes.</exception>
    internal static float[]? Of(string? text, LearningTask task, IReadOnlyList<string> classes, Func<long[]> labels) => text is null ? null
        : task.AreClasses ? Parse(text, classes, labels())
        : throw new InvalidOptionsException([
            $"The class weights '{text}' need classes that exclude each other, and this is {task.Words}. Leave the class weights out."]);

    /// <summary>Parses weights.</summary>
    /// <param name="text"><c>balanced</c>, or <c>class=weight</c> with commas between; the weight of other classes is 1.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="labels">The class of each training sample, <c>[N]</c>.</param>
    /// <exception cref="ArgumentException">There is no such class, or a weight is not a number from 0; the message says which.</exception>
    public static float[] Parse(string text, IReadOnlyList<string> classes, ReadOnlySpan<long> labels)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(classes);
        if (text.Trim().Equals(Balanced, StringComparison.OrdinalIgnoreCase))
        {
            return Balance(labels, classes.Count);
        }

        var weights = new float[classes.Count];
        Array.Fill(weights, 1);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            // The last one, for a class may have an equals sign in its name.
            var equals = part.LastIndexOf('=');
            var index = equals < 0 ? -1 : classes.ToList().IndexOf(part[..equals].Trim());
            if (index < 0)
            {
                throw new ArgumentException(
                    $"The class weight '{part}' names no class; "
                    + $"expected balanced, or class=weight with one of {string.Join(", ", classes)}.");
            }

            var value = part[(equals + 1)..];
            if (!float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out weights[index])
                || weights[index] is not (>= 0 and < float.PositiveInfinity))
            {
                throw new ArgumentException(
                    $"The weight of the class '{classes[index]}' is '{value}'; expected a number from 0, such as 2.5.");
            }
        }

        return weights;
    }
}
