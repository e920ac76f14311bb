namespace Transfer.Pipeline.Folds;

/// <summary>What is done with the trained head of a fold before it is measured: fine-tuning, or test-time augmentation.</summary>
internal interface IHeadRefinement
{
    /// <summary>Whether it uses all cores, so that one fold is measured at a time.</summary>
    bool UsesAllCores { get; }

    /// <summary>The outcome for the validation samples of the fold.</summary>
    /// <param name="head">The head, which may be trained further.</param>
    /// <param name="best">The epoch whose weights the head has.</param>
    FoldOutcome Measure(Fold fold, Head head, Epoch best, RunContext context);

    /// <summary>The outputs for samples that have no part in any fold, <c>[N, K]</c>.</summary>
    /// <inheritdoc cref="Measure"/>
    float[] PredictHeldOut(Fold fold, Head head, RunContext context);
}
