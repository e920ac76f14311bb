namespace Transfer.Pipeline;

/// <summary>When a stage of a run was done.</summary>
/// <param name="Name">The stage, such as <c>extract</c> or <c>train</c>.</param>
/// <param name="Started">When it began.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record StageTime(string Name, DateTimeOffset Started, double Seconds);
