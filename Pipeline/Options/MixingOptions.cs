namespace Transfer.Pipeline;

/// <summary>
/// Whether the samples of a training batch are mixed with each other, and their labels with them. By default they are not. With both, a
/// coin decides for each batch which of the two it gets.
/// </summary>
public sealed record MixingOptions
{
    /// <summary>
    /// MixUp (Zhang et al., ICLR 2018): every sample becomes a weighted mean with another one; the weight is drawn from Beta(alpha, alpha).
    /// 0.2 is usual; 0, the default, mixes nothing. Works on features of any shape.
    /// </summary>
    public double MixUp { get; init; }

    /// <summary>
    /// CutMix (Yun et al., ICCV 2019): a rectangle of every map is replaced by that of another one; the area that stays is drawn from
    /// Beta(alpha, alpha). 1 is usual; 0, the default, cuts nothing. Needs maps, or fresh views, whose images are cut.
    /// </summary>
    public double CutMix { get; init; }

    /// <summary>Whether anything is mixed.</summary>
    internal bool Any => MixUp > 0 || CutMix > 0;

    /// <summary>Finds every fault of these options.</summary>
    public IEnumerable<string> Validate()
    {
        if (MixUp is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"The alpha of MixUp is {MixUp}; expected 0 (none) or more, such as 0.2.";
        }

        if (CutMix is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"The alpha of CutMix is {CutMix}; expected 0 (none) or more, such as 1.";
        }
    }
}
