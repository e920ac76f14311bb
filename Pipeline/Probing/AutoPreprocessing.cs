namespace Transfer.Pipeline.Probing;

/// <summary>The preprocessing <c>auto</c>: it is looked for before training, and the run has what was found.</summary>
internal static class AutoPreprocessing
{
    public const string Name = "auto";

    /// <summary>Whether a preprocessing is to be looked for.</summary>
    public static bool IsAsked(FeatureOptions options) => string.Equals(options.Preprocessing, Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The options with the preprocessing that was found on the training images; the same where none is looked for.</summary>
    /// <exception cref="InvalidDataException">There are too few images, or the probe cannot tell.</exception>
    public static TrainOptions Resolve(TrainOptions options, RunContext context)
    {
        if (!IsAsked(options.Features))
        {
            return options;
        }

        var search = new PreprocessingSearchOptions
        {
            Data = options.Data,
            Targets = options.Targets,
            Features = options.Features,
            Seed = options.DataSeed,
        };
        var result = PreprocessingSearch.Run(search, RunSamples.List(options), context);
        if (result.IsUndecided && result.Known is null)
        {
            throw new InvalidDataException(
                $"The preprocessing of '{result.Model}' cannot be found on {result.Images:N0} training images: the probe cannot tell the "
                + "candidates apart. Give it, or take more images.");
        }

        foreach (var sentence in result.Sentences)
        {
            context.Say($"Preprocessing: {sentence}");
        }

        return options with { Features = options.Features with { Preprocessing = result.Proposed.Preprocessing } };
    }
}
