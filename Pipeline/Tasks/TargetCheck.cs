using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>Checks that targets which are values can be learnt: that float32 holds them, and that the loss is defined for them.</summary>
internal static class TargetCheck
{
    // Outputs are some deviations beyond the targets, and float32 ends at 3.4e38.
    private const float Largest = 1e37f;

    /// <summary>Checks the values of all samples.</summary>
    /// <param name="samples">The targets of each sample, <c>[K]</c>, and its name in messages, such as <c>row 3 of 't.csv'</c>.</param>
    /// <param name="names">The names of the values.</param>
    /// <exception cref="InvalidDataException">A value cannot be learnt; the message says which and why.</exception>
    public static void Check(
        IEnumerable<(string Name, IReadOnlyList<float> Targets)> samples, IReadOnlyList<string> names, LearningTask task)
    {
        if (!task.AreValues)
        {
            return;
        }

        foreach (var (sample, targets) in samples)
        {
            for (var i = 0; i < targets.Count; i++)
            {
                if (Fault(targets[i], task) is { } expected)
                {
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                        $"The target '{names[i]}' of {sample} is {targets[i]}; expected {expected}"));
                }
            }
        }
    }

    private static string? Fault(float value, LearningTask task) => (value, task.Loss.Name, task.OutputActivation) switch
    {
        (not (>= -Largest and <= Largest), _, _) => "a number from -1E+37 to 1E+37. Correct it, or take a larger unit.",
        ( < 0, _, OutputActivation.Exponential) =>
            "0 or more, since an exponential output is above 0. Use a linear output activation.",
        ( < 0, "mean_squared_logarithmic_error", _) =>
            "0 or more, since mean_squared_logarithmic_error takes their logarithm. Use another loss.",
        (0, "mean_absolute_percentage_error", _) =>
            "no 0, since mean_absolute_percentage_error divides by it. Use another loss.",
        _ => null,
    };
}
