namespace Transfer.Serving;

/// <summary>Whether the server works.</summary>
/// <param name="Status"><c>ok</c>.</param>
/// <param name="Waiting">The number of images that have no prediction yet.</param>
internal sealed record HealthAnswer(string Status, int Waiting);
