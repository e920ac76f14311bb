using System.Globalization;
using System.Numerics.Tensors;

namespace Transfer.Pipeline;

/// <summary>What a model says of one image or row.</summary>
public sealed record Prediction
{
    /// <summary>The file; of a table with the number of the row behind it. Empty for a stream or bytes.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The most probable class, or that which the threshold in the file says, where it has one; empty when the
    /// image cannot be used, or the model knows labels or values.
    /// </summary>
    public string Class { get; init; } = "";

    /// <summary>Its probability, [0, 1]; its margin where a hinge loss was learnt.</summary>
    public double Probability { get; init; }

    /// <summary>The probability of each class or label.</summary>
    public IReadOnlyDictionary<string, double> Probabilities { get; init; } = new Dictionary<string, double>();

    /// <summary>The labels with probabilities above 0.5, of a model that knows labels; empty for others.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The values, of a model that knows values; empty for others.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>Why the image cannot be used; null when it can.</summary>
    public string? Error { get; init; }

    /// <summary>One line, such as <c>cat.jpg: cats 0.9981</c>; of values <c>cat.jpg: age 7.2, weight 4.1</c>.</summary>
    public override string ToString() => Path.Length > 0 ? $"{Path}: {Error ?? Answer}" : Error ?? Answer;

    private string Answer => Class.Length > 0 ? $"{Class} {Probability.ToString("0.0000", CultureInfo.InvariantCulture)}"
        : Values.Count > 0 ? string.Join(", ", Values.Select(v => $"{v.Key} {v.Value.ToString("G6", CultureInfo.InvariantCulture)}"))
        : Labels.Count == 0 ? "no label" : string.Join(", ", Labels);

    /// <summary>What a model's outputs say.</summary>
    /// <param name="metadata">What the outputs mean.</param>
    /// <param name="path">Which sample it is.</param>
    /// <param name="outputs">One a class, label or value.</param>
    internal static Prediction Of(ModelMetadata metadata, string path, ReadOnlySpan<float> outputs)
    {
        var named = new Dictionary<string, double>();
        for (var i = 0; i < outputs.Length; i++)
        {
            named[metadata.Classes[i]] = outputs[i];
        }

        if (metadata.Targets == TargetKind.Values)
        {
            return new Prediction { Path = path, Values = named };
        }

        if (metadata.Targets == TargetKind.Labels)
        {
            // A margin of 0 is where a hinge loss has its half.
            var half = metadata.OutputActivation == OutputActivation.Linear ? 0 : 0.5;
            return new Prediction
            {
                Path = path,
                Labels = [.. metadata.Classes.Where(label => named[label] > half)],
                Probabilities = named
            };
        }

        var best = metadata.Threshold is { } threshold && outputs.Length == 2 ? outputs[1] > threshold ? 1 : 0
            : TensorPrimitives.IndexOfMax(outputs);
        return new Prediction { Path = path, Class = metadata.Classes[best], Probability = outputs[best], Probabilities = named };
    }
}
