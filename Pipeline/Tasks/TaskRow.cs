namespace Transfer.Pipeline;

/// <summary>A row of the table of tasks: an output activation and its losses, the default first.</summary>
internal sealed record TaskRow(TaskKind Kind, OutputActivation OutputActivation, params string[] Losses)
{
    private static readonly string[] Distances = ["mean_squared_error", "mean_absolute_error", "huber", "logcosh"];
    private static readonly string[] Relative = ["mean_absolute_percentage_error", "mean_squared_logarithmic_error"];
    private static readonly string[] OfTwo = ["binary_crossentropy", "binary_focal_crossentropy"];

    private static readonly string[] OfMany =
        ["sparse_categorical_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy", "kullback_leibler_divergence"];

    /// <summary>
    /// The table of Chollet (Deep Learning with Python, chapter 4.5) with other valid combinations; the default row of a task first.
    /// </summary>
    public static IReadOnlyList<TaskRow> All { get; } =
    [
        new(TaskKind.Binary, OutputActivation.Sigmoid, [.. OfTwo, .. Distances]),
        new(TaskKind.Binary, OutputActivation.Softmax, [.. OfMany, .. Distances]),
        new(TaskKind.Binary, OutputActivation.Linear, "hinge", "squared_hinge"),
        new(TaskKind.MultiClass, OutputActivation.Softmax, [.. OfMany, .. Distances]),
        new(TaskKind.MultiClass, OutputActivation.Linear, "categorical_hinge"),
        new(TaskKind.MultiLabel, OutputActivation.Sigmoid, [.. OfTwo, .. Distances]),
        new(TaskKind.MultiLabel, OutputActivation.Linear, "hinge", "squared_hinge"),
        new(TaskKind.Regression, OutputActivation.Linear, [.. Distances, .. Relative, "cosine_similarity"]),
        new(TaskKind.Regression, OutputActivation.Exponential, ["poisson", .. Distances, .. Relative]),
        new(TaskKind.UnitRegression, OutputActivation.Sigmoid, [.. Distances, .. Relative, "binary_crossentropy"]),
        new(TaskKind.UnitRegression, OutputActivation.Linear, Distances),
    ];

    /// <summary>Such as <c>softmax with sparse_categorical_crossentropy, ...</c>.</summary>
    public override string ToString() => $"{OutputActivation.ToString().ToLowerInvariant()} with {Join(Losses)}";

    private static string Join(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
