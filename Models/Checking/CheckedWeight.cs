namespace Transfer.Models.Checking;

/// <summary>A tensor that a file stores, in a <see cref="ModelCheckResult"/>.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its shape.</param>
public sealed record CheckedWeight(string Name, IReadOnlyList<long> Shape);
