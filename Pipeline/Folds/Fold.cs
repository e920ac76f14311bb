namespace Transfer.Pipeline.Folds;

/// <summary>One split of the samples into training and validation.</summary>
/// <param name="Repeat">The number of the repeat, from 1.</param>
/// <param name="Number">The number of the fold that validates, from 1.</param>
/// <param name="Train">The training samples, in ascending order.</param>
/// <param name="Validation">The validation samples, in ascending order.</param>
internal sealed record Fold(int Repeat, int Number, int[] Train, int[] Validation);
