namespace Transfer.Pipeline;

/// <summary>
/// Augmented views of training images, and how views are augmented, those of test-time augmentation as well. By default there are none.
/// </summary>
public sealed record ViewOptions
{
    /// <summary>
    /// A preset (<c>keras</c>, <c>light</c>, <c>standard</c>, <c>strong</c>), or one with settings such as
    /// <c>keras;rotation-range=20</c>. Default <c>light</c>; nothing happens unless there are views. The course's is <c>keras</c>, which
    /// turns images further than a frozen base takes.
    /// </summary>
    public string Augmentation { get; init; } = "light";

    /// <summary>
    /// How many augmented views of each training image are cached. A head is trained on all of them every epoch; a network, which costs
    /// more, on one of them. 0 for none, the default.
    /// </summary>
    public int Cached { get; init; }

    /// <summary>Whether every epoch augments anew and runs the base on it, which costs a pass of the base each. Default false.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether training images have views.</summary>
    internal bool Any => Fresh || Cached > 0;

    /// <summary>Finds every fault of these options.</summary>
    public IEnumerable<string> Validate()
    {
        if (Cached is < 0 or > OptionFaults.MostViews)
        {
            yield return $"The number of views is {Cached}; expected 0 (none) to {OptionFaults.MostViews}, or fresh.";
        }

        if (Cached > 0 && Fresh)
        {
            yield return $"Both {Cached} cached views and fresh ones were asked for; expected one of the two.";
        }

        foreach (var fault in OptionFaults.OfText(() => AugmentationOptions.Parse(Augmentation).Validate()))
        {
            yield return fault;
        }
    }
}
