namespace Transfer.Pipeline;

/// <summary>How an exported model predicts. The defaults are right for almost everything.</summary>
public sealed record ClassifierOptions
{
    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>What decodes images. Default SkiaSharp.</summary>
    public Imaging Imaging { get; init; }

    /// <summary>
    /// Test-time augmentation: probabilities are averaged over the clean image and this many augmented views of it, each of which runs the
    /// model once more. 0 for none, the default.
    /// </summary>
    public int TestViews { get; init; }

    /// <summary>How those views are augmented, as in <see cref="ViewOptions.Augmentation"/>.</summary>
    public string Augmentation { get; init; } = new ViewOptions().Augmentation;

    /// <summary>Decides what is drawn; with the training run's seed and augmentation the views are the run's. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Finds every fault of these options.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var fault in OptionFaults.OfTestViews(TestViews).Concat(OptionFaults.OfImaging(Imaging))
            .Concat(new ViewOptions { Augmentation = Augmentation }.Validate()))
        {
            yield return fault;
        }
    }
}
