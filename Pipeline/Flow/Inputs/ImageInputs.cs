namespace Transfer.Pipeline;

/// <summary>A dataset of images with the base that makes features of them. Owns the base.</summary>
internal sealed class ImageInputs : RunInputs
{
    /// <summary>
    /// The number of images that a whole exported file is compared on where there are many; a head is compared on the features of all.
    /// </summary>
    public const int ExportedImages = 32;

    private readonly RecordedImages? _recorded;
    private readonly Augmenter _augmenter;

    private ImageInputs(TrainOptions options, ImageDataset dataset, RecordedImages? recorded, OpenBase open)
        : base(options, LearningTask.Choose(dataset.Kind, dataset.Classes.Count, options.Task), dataset.Classes)
    {
        (Dataset, _recorded, Base) = (dataset, recorded, open);
        _augmenter = open.Augmenter(options.Views.Augmentation, options.DataSeed);
    }

    public ImageDataset Dataset { get; }

    public OpenBase Base { get; }

    public override Device Device => Base.Device;

    public override string Name => Base.Backbone.Record.Name;

    public override int HeadLength => Base.EndLength;

    public override IEnumerable<string> Identity => [Base.Backbone.Record.Sha256, Base.Preprocessing.ToString()];

    public override IReadOnlyList<ExcludedImage> LeftOutBefore => _recorded?.Record.Excluded ?? [];

    /// <summary>What trains on a batch of several images; null where nothing is mixed.</summary>
    private BatchMixer? Mixer => Options.Mixing.Any
        ? new BatchMixer(Options.Mixing, Task, Options.Views.Fresh ? [3, Base.ImageSize, Base.ImageSize] : Base.Base.FeatureShape,
            Options.DataSeed)
        : null;

    /// <summary>Checks everything that can be checked before work begins; nothing is decoded yet.</summary>
    /// <param name="where">Where features leave the network.</param>
    /// <param name="recorded">The images of an earlier run, which are taken as they are; null to list the data folder.</param>
    public static ImageInputs Open(TrainOptions options, BaseCut where, RecordedImages? recorded, RunContext context) =>
        Open(options, where, null, recorded, context);

    /// <summary>The network to be trained from random weights.</summary>
    /// <inheritdoc cref="Open(TrainOptions, BaseCut, RecordedImages?, RunContext)"/>
    public static ImageInputs OpenFromScratch(TrainOptions options, RecordedImages? recorded, RunContext context)
    {
        var isSmall = options.FromScratch == ScratchNetwork.Small;
        var own = isSmall ? options with { Features = options.Features with { Pooling = Pooling.None } } : options;
        var backbone = isSmall ? Backbone.Small(options.DataSeed)
            : (recorded?.NetworkOfExport() ?? Backbone.Load(
                options.Features.Model, allowOutsideData: options.Features.AllowOutsideData)).FromScratch(options.DataSeed);
        return Open(own, BaseCut.Below("all"), backbone, recorded, context);
    }

    /// <param name="backbone">The network; null loads the one that the options name.</param>
    /// <inheritdoc cref="Open(TrainOptions, BaseCut, RecordedImages?, RunContext)"/>
    private static ImageInputs Open(
        TrainOptions options, BaseCut where, Backbone? backbone, RecordedImages? recorded, RunContext context)
    {
        options = recorded is null ? options : options with { Data = recorded.Folder };
        var dataset = recorded?.Dataset ?? RunSamples.List(options);
        FoldValidation.Check(options, dataset);
        var open = OpenBase.Open(options.Features, where, backbone ?? recorded?.NetworkOfExport());
        try
        {
            var inputs = new ImageInputs(options, dataset, recorded, open);
            LinearHead.Check(options.Head, inputs.Task);
            var samples = dataset.Train.Concat(dataset.Validation).Concat(dataset.Test);
            TargetCheck.Check(samples.Select(s => ($"'{s.Path}'", s.Targets ?? [])), dataset.Classes, inputs.Task);
            recorded?.CheckNetwork(open);
            _ = inputs.Mixer;
            foreach (var sentence in ImageSentences.Of(inputs, inputs._augmenter.Options))
            {
                context.Say(sentence);
            }

            return inputs;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    /// <summary>What is trained on, an epoch at a time: all of the first views of each image, or one of them.</summary>
    /// <param name="views">How many of the cached views an epoch of a head has; null where an epoch has one view of each image.</param>
    public IBatchSource Batches(SplitFeatures features, TorchSharp.torch.Device device, int? views) => Options.Views switch
    {
        { Fresh: true } => new FreshBatches((FeatureRows)features.Train, Base.Base, _augmenter, device, Mixer),
        { Cached: > 0 } when views is { } count => new CachedBatches(ViewRows(features, count), device, mixer: Mixer),
        { Cached: > 0 } => new CachedBatches(features.TrainViews!, device, Options.Views.Cached, Options.DataSeed, Mixer),
        _ => new CachedBatches(features.Train, device, mixer: Mixer),
    };

    /// <summary>The rows that a head trains on: the first of the cached views of each training image, or the images themselves.</summary>
    public IFeatureRows ViewRows(SplitFeatures features, int views) =>
        Options.Views.Cached == 0 ? features.Train : features.TrainViews!.Where(i => i % Options.Views.Cached < views);

    public override SplitFeatures Extract(RunContext context)
    {
        var source = OpenSource(Options.Views.Cached > 0 || Options.TestViews > 0, context);
        try
        {
            var found = _recorded?.Find([SplitNames.Train, SplitNames.Validation], source.HashOf, context) ?? Dataset;
            var extracted = source.Extract(
                [(found.Train, Options.Views.Cached), (found.Validation, Options.TestViews)], Options.Data, context);
            ExcludedImage[] excluded = [.. extracted.SelectMany(e => e.Excluded)];
            Report(excluded, found.Train.Count + found.Validation.Count, context);
            var (train, validation) = (extracted[0], extracted[1]);
            ThrowIfEmpty(train.Clean, "training");
            ThrowIfEmpty(validation.Clean, "validation");
            var samples = _recorded?.Samples ?? RunSamples.Of(this, train, validation, source);
            return new SplitFeatures(train.Clean, validation.Clean, source)
            {
                TrainViews = train.Views,
                ValidationViews = validation.Views,
                Excluded = excluded,
                Extracted = extracted.Sum(e => e.Extracted),
                Samples = samples,
                Seen = RunSamples.CountSeen(samples, validation.Clean, SplitNames.Validation, this, context),
            };
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Gets the features of one split of an earlier run ready, to be measured on and not trained on.</summary>
    /// <param name="split">What it is called.</param>
    /// <returns>Its features as the validation rows; there are no training rows.</returns>
    /// <exception cref="IOException">The images are not where they were.</exception>
    /// <exception cref="InvalidDataException">There are none, or none of them can be used.</exception>
    public SplitFeatures ExtractSplit(string split, RunContext context)
    {
        var source = OpenSource(Options.TestViews > 0, context);
        try
        {
            var samples = FindSplit(split, source, context);
            var extracted = source.Extract([(samples, Options.TestViews)], Options.Data, context)[0];
            Report(extracted.Excluded, samples.Count, context);
            if (extracted.Clean.Count == 0)
            {
                throw new InvalidDataException($"None of the {samples.Count:N0} {split} images can be used. See the images left out "
                    + $"above, and repair or replace them.");
            }

            var later = Dataset.Test.Count > 0 || split != SplitNames.Test ? [] : extracted.Clean.Samples
                .Zip(extracted.Clean.Keys, (s, key) => RunSample.Of(s, split, Options.Data, key.Image));
            return new SplitFeatures(extracted.Clean.Where(_ => false), extracted.Clean, source)
            {
                ValidationViews = extracted.Views,
                Excluded = extracted.Excluded,
                Missing = Math.Max(0, _recorded!.Samples.Count(s => s.Split == split) - samples.Count),
                Extracted = extracted.Extracted,
                Seen = RunSamples.CountSeen([.. _recorded.Samples, .. later], extracted.Clean, split, this, context),
            };
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Finds some images of an earlier run.</summary>
    /// <param name="names">Their names in the run.</param>
    /// <exception cref="IOException">None of them is there.</exception>
    /// <exception cref="InvalidDataException">The run has lost its list of images.</exception>
    public FoundImages Find(HashSet<string> names) =>
        _recorded!.Find([.. _recorded.Samples.Where(s => names.Contains(s.Path))], path => ContentHash.OfFile(path));

    public override ExportSamples SamplesOf(IFeatureRows validation, float[] outputs)
    {
        var (rows, loader) = ((FeatureRows)validation, Base.Loader);
        var count = Math.Min(ExportedImages, rows.Count);
        var images = new float[count * loader.ValueCount];
        var picked = new List<int>();
        for (var i = 0; i < count; i++)
        {
            // Evenly spread, so that every class is among them.
            var index = (int)((long)i * rows.Count / count);
            if (loader.Load(rows.Samples[index].Path, images.AsSpan(picked.Count * loader.ValueCount, loader.ValueCount)).IsOk)
            {
                picked.Add(index);
            }
        }

        return new ExportSamples(rows, outputs, images[..(picked.Count * loader.ValueCount)], picked);
    }

    public override string FeatureRecipe => Base.Recipe(_augmenter).Hash.ToString();

    public override ModelMetadata Metadata(OutputActivation activation) => new()
    {
        Classes = Classes,
        Targets = Task.OutputsOf,
        Preprocessing = Base.Preprocessing.ToString(),
        ImageSize = Base.ImageSize,
        OutputActivation = activation,
        Origin = Base.Origin,
    };

    public override RunRecord Describe() => RunRecord.Of(this, ImagingLibrary.FormatVersion(Base.Imaging)) with
    {
        Backbone = Base.Backbone.Record,
        Preprocessing = Base.Preprocessing.ToString(),
        ImageSize = Base.ImageSize,
        Cut = Base.Cut.Name,
        FeatureShape = Base.Base.FeatureShape,
    };

    public override float Export(Head head, ExportSamples samples, ExportFacts facts, string path, RunContext context) =>
        new ImageExport(this, samples, facts, context).Write(head, path);

    public override (IFeatureRows Rows, int[] Groups) ForFolds(SplitFeatures features)
    {
        var rows = ((FeatureRows)features.Train).With((FeatureRows)features.Validation);
        // Copies of a file are always one group.
        var copies = GroupsOf(rows.Identities);
        return (rows, Options.Folds.Groups is { } text
            ? DisjointSets.Union(ImageGroups.Of(rows.Samples, text, Options.Data, Base.Imaging), copies) : copies);
    }

    public override void Dispose()
    {
        Base.Dispose();
        base.Dispose();
    }

    private FeatureSource OpenSource(bool withViews, RunContext context)
    {
        var source = FeatureSource.Open(Base, Options.Features, withViews ? _augmenter : null);
        foreach (var sentence in source.Damaged)
        {
            context.Say(sentence);
        }

        return source;
    }

    private void Report(IReadOnlyList<ExcludedImage> excluded, int images, RunContext context)
    {
        foreach (var image in excluded)
        {
            context.Say($"Left out: {image.Path}: {image.Reason}");
        }

        if (excluded.Count == 0)
        {
            return;
        }

        context.Say($"{excluded.Count:N0} of {images:N0} images were left out.");
        if (Options.Strict)
        {
            throw new InvalidDataException(
                $"{excluded.Count:N0} images cannot be used (the first: '{excluded[0].Path}', {excluded[0].Reason}), and a strict run "
                    + $"allows none. "
                + "Repair or remove them; the features of the others are kept.");
        }
    }

    private void ThrowIfEmpty(FeatureRows rows, string split)
    {
        var empty = Task.AreClasses ? Enumerable.Range(0, Classes.Count).FirstOrDefault(label => !rows.Labels.Contains(label), -1) : -1;
        if (rows.Count == 0 || empty >= 0)
        {
            var ofClass = rows.Count == 0 ? "" : $" of the class '{Classes[empty]}'";
            throw new InvalidDataException(
                $"No {split} image{ofClass} can be used. See the images left out above, and repair or replace them.");
        }
    }

    /// <summary>The images of a split of the run. Test images may have come after training, so today's count where it had none.</summary>
    private IReadOnlyList<ImageSample> FindSplit(string split, FeatureSource source, RunContext context)
    {
        if (split != SplitNames.Test || Dataset.Test.Count > 0)
        {
            var found = _recorded!.Find([split], source.HashOf, context);
            return split == SplitNames.Test ? found.Test : found.Validation;
        }

        var today = RunSamples.List(Options);
        return !today.Classes.SequenceEqual(Classes)
            ? throw new InvalidDataException($"'{Options.Data}' has the classes {string.Join(", ", today.Classes)} now, and the run learnt "
                + $"{string.Join(", ", Classes)}. Give the folders of test images the names of the run's classes.")
            : today.Test.Count > 0 ? today.Test : throw new InvalidDataException(
                Options.Targets is { } table
                    ? $"'{table}' has no test images. Give it rows with 'test' in a column 'split', or evaluate the validation split."
                    : $"'{Options.Data}' has no test images. Put some into {Path.Combine(Options.Data, "test")}, "
                        + "a folder per class, or evaluate the validation split.");
    }
}
