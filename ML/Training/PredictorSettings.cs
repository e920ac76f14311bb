namespace Transfer.ML;

/// <summary>What is saved of a trained classifier beside its ONNX file.</summary>
internal sealed record PredictorSettings
{
    /// <summary>The column of features, paths or images.</summary>
    public required string Feature { get; init; }

    public required bool IsBinary { get; init; }

    /// <summary>All classes, in the order of the keys.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Which of them each output is: those that had training rows.</summary>
    public IReadOnlyList<int> Present { get; init; } = [];

    /// <summary>How images are treated, where the column has images.</summary>
    public required ImageFeatureOptions Options { get; init; }

    /// <summary>
    /// How images become the features that the head takes; null where the column has features, or the network was trained.
    /// </summary>
    public FeatureSettings? Images { get; init; }
}
