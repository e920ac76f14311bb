namespace Transfer.Models;

/// <summary>One cut point of a <see cref="ModelCheckResult"/>.</summary>
/// <param name="Name">Its tensor, or tensors joined by <c>+</c>.</param>
/// <param name="Aliases">What can be given to <c>--unfreeze</c> for it.</param>
/// <param name="Shape">Its shape for one image.</param>
/// <param name="Trainable">Whether everything between it and the end of the base can be trained.</param>
public sealed record CutCheck(string Name, IReadOnlyList<string> Aliases, IReadOnlyList<int> Shape, bool Trainable);
