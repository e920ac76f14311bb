namespace Transfer.Pipeline;

/// <summary>Options of an evaluation of a trained run.</summary>
public sealed record EvaluateOptions
{
    /// <summary>The run folder.</summary>
    public required string Run { get; init; }

    /// <summary>On what: <c>test</c>, the default, or <c>validation</c>, which can be looked at as often as one likes.</summary>
    public string Split { get; init; } = SplitNames.Test;

    /// <summary>
    /// Test-time augmentation: outputs are also averaged over the clean image and this many augmented views of it, which are cached. Null
    /// for as many as in the run.
    /// </summary>
    public int? TestViews { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The folder of the feature cache; null for the run's.</summary>
    public string? Cache { get; init; }

    /// <summary>Where the run's images are now; null, the default, for where they were.</summary>
    public string? Data { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Split is not (SplitNames.Test or SplitNames.Validation))
        {
            yield return $"'{Split}' cannot be evaluated; expected test or validation.";
        }

        foreach (var fault in OptionFaults.OfTestViews(TestViews).Concat(OptionFaults.OfDevice(Device)))
        {
            yield return fault;
        }
    }
}
