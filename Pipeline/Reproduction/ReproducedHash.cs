namespace Transfer.Pipeline;

/// <summary>What a run and its repetition have under one name.</summary>
/// <param name="Name">Such as <c>model.onnx</c>.</param>
/// <param name="Before">The SHA-256 in the run; null where it has none.</param>
/// <param name="After">The SHA-256 in the repetition; null where it has none.</param>
public sealed record ReproducedHash(string Name, string? Before, string? After)
{
    /// <summary>Whether they are the same.</summary>
    public bool Agrees => Before == After;
}
