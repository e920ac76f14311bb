namespace Transfer.Serving;

/// <summary>What the model says of one image.</summary>
internal sealed record ImageAnswer
{
    /// <summary>The name of the file as the request said it; empty for a raw body.</summary>
    public required string Name { get; init; }

    /// <summary>The most probable class, of a model that knows classes.</summary>
    public string? Class { get; init; }

    /// <summary>Its probability, [0, 1].</summary>
    public double? Probability { get; init; }

    /// <summary>The labels with probabilities above 0.5, of a model that knows labels.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The probability of each class or label.</summary>
    public IReadOnlyDictionary<string, double>? Probabilities { get; init; }

    /// <summary>The values, of a model that knows values.</summary>
    public IReadOnlyDictionary<string, double>? Values { get; init; }

    /// <summary>Why the image cannot be used, in a sentence.</summary>
    public string? Error { get; init; }

    public static ImageAnswer Of(string name, Prediction prediction, TargetKind targets) => prediction.Error is { } reason
        ? new ImageAnswer { Name = name, Error = Sentence(name, reason) }
        : targets switch
        {
            TargetKind.Classes => new ImageAnswer
            {
                Name = name,
                Class = prediction.Class,
                Probability = prediction.Probability,
                Probabilities = prediction.Probabilities,
            },
            TargetKind.Labels => new ImageAnswer
            {
                Name = name,
                Labels = prediction.Labels,
                Probabilities = prediction.Probabilities,
            },
            _ => new ImageAnswer { Name = name, Values = prediction.Values },
        };

    /// <summary>Why an image cannot be used.</summary>
    /// <param name="name">The file; empty for a raw body.</param>
    /// <param name="reason">Such as <c>has no bytes</c>.</param>
    public static string Sentence(string name, string reason) =>
        name.Length == 0 ? $"The image {reason}." : $"The image '{VisibleText.Of(name)}' {reason}.";
}
