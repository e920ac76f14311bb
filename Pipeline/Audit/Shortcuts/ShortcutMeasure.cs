namespace Transfer.Pipeline;

/// <summary>How well one measure of files, such as their size, predicts a class.</summary>
/// <param name="Measure">Such as <c>file size</c>, <c>JPEG quality</c> or <c>file name</c>.</param>
/// <param name="Class">The class that it tells from the others; of two classes the second.</param>
/// <param name="BalancedAccuracy">On images that the rule was not made from; 0.5 is chance, 1 gives the class away.</param>
/// <param name="PValue">The probability of as much by chance, corrected for the number of measures and classes (Bonferroni).</param>
/// <param name="Rule">The rule in words.</param>
public sealed record ShortcutMeasure(string Measure, string Class, double BalancedAccuracy, double PValue, string Rule)
{
    /// <summary>Whether it is a finding: far above chance, and not by chance.</summary>
    public bool IsFinding { get; init; }
}
