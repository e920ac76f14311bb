using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>A row of the table of problems: a last layer and the losses that go with it, the usual one first.</summary>
internal sealed record ProblemRow(ProblemKind Kind, LastLayer LastLayer, params string[] Losses)
{
    private static readonly string[] Distances = ["mean_squared_error", "mean_absolute_error", "huber", "logcosh"];
    private static readonly string[] Relative = ["mean_absolute_percentage_error", "mean_squared_logarithmic_error"];
    private static readonly string[] OfTwo = ["binary_crossentropy", "binary_focal_crossentropy"];

    private static readonly string[] OfMany =
        ["sparse_categorical_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy", "kullback_leibler_divergence"];

    /// <summary>The course's table (Chollet: Deep Learning with Python, chapter 4.5) with what else makes sense; the usual row of a problem first.</summary>
    public static IReadOnlyList<ProblemRow> All { get; } =
    [
        new(ProblemKind.Binary, LastLayer.Sigmoid, [.. OfTwo, .. Distances]),
        new(ProblemKind.Binary, LastLayer.Softmax, [.. OfMany, .. Distances]),
        new(ProblemKind.Binary, LastLayer.Linear, "hinge", "squared_hinge"),
        new(ProblemKind.MultiClass, LastLayer.Softmax, [.. OfMany, .. Distances]),
        new(ProblemKind.MultiClass, LastLayer.Linear, "categorical_hinge"),
        new(ProblemKind.MultiLabel, LastLayer.Sigmoid, [.. OfTwo, .. Distances]),
        new(ProblemKind.MultiLabel, LastLayer.Linear, "hinge", "squared_hinge"),
        new(ProblemKind.Regression, LastLayer.Linear, [.. Distances, .. Relative, "cosine_similarity"]),
        new(ProblemKind.Regression, LastLayer.Exponential, ["poisson", .. Distances, .. Relative]),
        new(ProblemKind.UnitRegression, LastLayer.Sigmoid, [.. Distances, .. Relative, "binary_crossentropy"]),
        new(ProblemKind.UnitRegression, LastLayer.Linear, Distances),
    ];

    /// <summary>Such as <c>softmax with sparse_categorical_crossentropy, ...</c>.</summary>
    public override string ToString() => $"{LastLayer.ToString().ToLowerInvariant()} with {Join(Losses)}";

    private static string Join(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
