namespace Transfer.Pipeline;

/// <summary>The list of a run's images: from today's folder to what is kept of it.</summary>
internal static class RunSamples
{
    /// <summary>Lists the images that the options name.</summary>
    public static ImageDataset List(TrainOptions options) => options.Targets is null
        ? ImageFolder.Read(options.Data, options.ValidationSplit, options.DataSeed)
        : TargetTable.Read(options.Data, options.Targets, options.Task.Kind, options.ValidationSplit, options.DataSeed);

    /// <summary>Describes all images of a new run. Test images are hashed and not decoded.</summary>
    public static List<RunSample> Of(ImageInputs inputs, ExtractedImages train, ExtractedImages validation, FeatureSource source)
    {
        var (dataset, test) = (inputs.Dataset, new RunSample[inputs.Dataset.Test.Count]);
        Parallel.For(0, test.Length, i => test[i] = Of(dataset.Test[i], SplitNames.Test, source.HashOf(dataset.Test[i].Path)));
        var excluded = train.Excluded.Concat(validation.Excluded).Select(e => e.Path).ToHashSet();
        return
        [
            .. train.Clean.Samples.Zip(train.Clean.Keys, (s, key) => Of(s, SplitNames.Train, key.Image)),
            .. validation.Clean.Samples.Zip(validation.Clean.Keys, (s, key) => Of(s, SplitNames.Validation, key.Image)),
            .. test,
            .. dataset.Train.Concat(dataset.Validation).Where(s => excluded.Contains(s.Path))
                .Select(s => Of(s, RunSample.Excluded, source.HashOf(s.Path))),
        ];

        RunSample Of(ImageSample sample, string split, ContentHash? hash) => RunSample.Of(sample, split, inputs.Options.Data, hash);
    }

    /// <summary>Warns of copies, and counts the images of a split that the model has seen.</summary>
    /// <param name="rows">The images of the split.</param>
    public static int CountSeen(IReadOnlyList<RunSample> samples, FeatureRows rows, string split, ImageInputs inputs, RunContext context)
    {
        var copies = new ImageCopies(samples, inputs.Classes);
        foreach (var warning in copies.Warnings())
        {
            context.Say(warning);
        }

        return copies.CountSeen(split, rows.Keys.Select(key => key.Image));
    }
}
