namespace Transfer.Models.Checking;

/// <summary>A cut point in a <see cref="ModelCheckResult"/>.</summary>
/// <param name="Name">Its tensor; several tensors are joined by <c>+</c>.</param>
/// <param name="Aliases">The layers and blocks that can be unfrozen here.</param>
/// <param name="Shape">Its shape for one image.</param>
/// <param name="Trainable">Whether everything between it and the end of the base can be trained.</param>
public sealed record CutCheck(string Name, IReadOnlyList<string> Aliases, IReadOnlyList<int> Shape, bool Trainable);
