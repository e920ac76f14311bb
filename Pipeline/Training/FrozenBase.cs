namespace Transfer.Pipeline.Training;

/// <summary>What the accuracy of a head on a frozen base says of fine-tuning.</summary>
internal static class FrozenBase
{
    // A base with fewer errors leaves little to gain (docs/measurements.md).
    private const double GoodAccuracy = 0.9;

    /// <summary>Whether the accuracy is below 0.9 by more than chance: its 95 % interval ends below that.</summary>
    public static bool IsOftenWrong(double accuracy, int samples) => Accuracy.Wilson(accuracy, samples).High < GoodAccuracy;
}
