namespace Transfer.Demo;

/// <summary>Options of the demo. The defaults finish within a minute on two cores.</summary>
internal sealed record DemoOptions
{
    /// <summary>The number of training images, half cats and half dogs; 20 to 10,000. Default: 200.</summary>
    public int TrainingImages { get; init; } = 200;

    /// <summary>The number of test images, half cats and half dogs; 20 to 10,000. Default: 400.</summary>
    public int TestImages { get; init; } = 400;

    /// <summary>The seed of the images and of the training. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The run folder. Default: null, which is <c>runs/&lt;time&gt;-demo</c>.</summary>
    public string? Run { get; init; }

    /// <summary>The folder of the feature cache. Default: null, which is <c>$TRANSFER_HOME</c> or the platform's cache folder.</summary>
    public string? Cache { get; init; }

    /// <summary>The device: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default: <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Finds every fault of these options, one sentence each; none when they can be used.</summary>
    public IEnumerable<string> Validate()
    {
        if (TrainingImages is < 20 or > 10_000 || TestImages is < 20 or > 10_000)
        {
            yield return $"{TrainingImages} training and {TestImages} test images were asked for; expected 20 to 10000 of each.";
        }

        if (!Models.Device.IsValid(Device))
        {
            yield return $"'{Device}' is not a device; expected auto, cpu, cuda or cuda:N.";
        }
    }
}
