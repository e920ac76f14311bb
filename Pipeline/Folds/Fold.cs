namespace Transfer.Pipeline;

/// <summary>One way to split the samples.</summary>
/// <param name="Repeat">From 1.</param>
/// <param name="Number">The fold that validates, from 1.</param>
/// <param name="Train">The samples to train on, in ascending order.</param>
/// <param name="Validation">The samples of the fold, in ascending order.</param>
public sealed record Fold(int Repeat, int Number, int[] Train, int[] Validation);
