namespace Transfer.Pipeline;

/// <summary>A dataset of images with the base that makes features of them. Owns the base.</summary>
internal sealed class ImageInputs : RunInputs
{
    private readonly Augmenter _augmenter;

    private ImageInputs(TrainOptions options, ImageDataset dataset, LearningTask task, OpenBase open)
        : base(options, task, dataset.Classes)
    {
        (Dataset, Base) = (dataset, open);
        _augmenter = open.Augmenter(options.Views.Augmentation, options.DataSeed);
    }

    public ImageDataset Dataset { get; }

    public OpenBase Base { get; }

    public override Device Device => Base.Device;

    public override string Name => Base.Backbone.Record.Name;

    public override int HeadLength => Base.EndLength;

    public override IEnumerable<string> Identity => [Base.Backbone.Record.Sha256, Base.Preprocessing.ToString()];

    /// <summary>What trains on a batch of several images; null where nothing is mixed.</summary>
    private BatchMixer? Mixer => Options.Mixing.Any
        ? new BatchMixer(Options.Mixing, Task, Options.Views.Fresh ? [3, Base.ImageSize, Base.ImageSize] : Base.Base.FeatureShape,
            Options.DataSeed)
        : null;

    /// <summary>Checks everything that can be checked before work begins; nothing is decoded yet.</summary>
    /// <param name="where">Where features leave the network.</param>
    /// <param name="backbone">The network; null loads the one that the options name.</param>
    public static ImageInputs Open(TrainOptions options, BaseCut where, Backbone? backbone, RunContext context)
    {
        var dataset = options.Targets is null
            ? ImageFolder.Read(options.Data, options.ValidationSplit, options.DataSeed)
            : TargetTable.Read(options.Data, options.Targets, options.Task.Kind, options.ValidationSplit, options.DataSeed);
        FoldValidation.Check(options, dataset);
        var task = LearningTask.Choose(dataset.Kind, dataset.Classes.Count, options.Task);
        LinearHead.Check(options.Head, task);
        var samples = dataset.Train.Concat(dataset.Validation).Concat(dataset.Test);
        TargetCheck.Check(samples.Select(s => ($"'{s.Path}'", s.Targets ?? [])), dataset.Classes, task);
        var open = OpenBase.Open(options.Features, where, backbone);
        try
        {
            var inputs = new ImageInputs(options, dataset, task, open);
            _ = inputs.Mixer;
            inputs.Say(context);
            return inputs;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    /// <summary>The network to be trained from random weights.</summary>
    public static ImageInputs OpenFromScratch(TrainOptions options, RunContext context)
    {
        var isSmall = options.FromScratch == ScratchNetwork.Small;
        var own = isSmall ? options with { Features = options.Features with { Pooling = Pooling.None } } : options;
        var backbone = isSmall ? Backbone.Small(options.DataSeed) : Backbone.Load(options.Features.Model).FromScratch(options.DataSeed);
        return Open(own, BaseCut.Below("all"), backbone, context);
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
            var extracted = source.Extract(
                [(Dataset.Train, Options.Views.Cached), (Dataset.Validation, Options.TestViews)], Options.Data, context);
            ExcludedImage[] excluded = [.. extracted.SelectMany(e => e.Excluded)];
            Report(excluded, Dataset.Train.Count + Dataset.Validation.Count, context);
            var (train, validation) = (extracted[0], extracted[1]);
            ThrowIfEmpty(train.Clean, "training");
            ThrowIfEmpty(validation.Clean, "validation");
            WarnOfLeaks(validation.Clean, "validation", train.Clean.Keys.Select(k => k.Image).ToHashSet(), context);
            return new SplitFeatures(train.Clean, validation.Clean, source)
            {
                TrainViews = train.Views,
                ValidationViews = validation.Views,
                Excluded = excluded,
                Extracted = extracted.Sum(e => e.Extracted),
            };
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Gets the features of one split ready, to be measured on and not trained on.</summary>
    /// <param name="samples">Its images.</param>
    /// <param name="split">What it is called.</param>
    /// <returns>Its features as the validation rows; there are no training rows.</returns>
    /// <exception cref="InvalidDataException">None of the images can be used.</exception>
    public SplitFeatures ExtractSplit(IReadOnlyList<ImageSample> samples, string split, RunContext context)
    {
        var source = OpenSource(Options.TestViews > 0, context);
        try
        {
            var extracted = source.Extract([(samples, Options.TestViews)], Options.Data, context)[0];
            Report(extracted.Excluded, samples.Count, context);
            if (extracted.Clean.Count == 0)
            {
                throw new InvalidDataException($"None of the {samples.Count:N0} {split} images can be used. See the images left out "
                    + $"above, and repair or replace them.");
            }

            // Only of files that are known and unchanged; to read all others again would cost more than the evaluation.
            var trained = Dataset.Train.Select(s => source.TryGetHash(s.Path, out var hash) ? hash : default).ToHashSet();
            WarnOfLeaks(extracted.Clean, split, trained, context);
            return new SplitFeatures(extracted.Clean.Where(_ => false), extracted.Clean, source)
            {
                ValidationViews = extracted.Views,
                Excluded = extracted.Excluded,
                Extracted = extracted.Extracted,
            };
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Checks that features are taken and pooled as a run did, whose weights fit no others.</summary>
    /// <exception cref="InvalidDataException">They are not, since another version chooses or pools them in another way.</exception>
    public void RequireFeatures(RunFolder run, RunRecord record)
    {
        if (record.Cut != Base.Cut.Name || !record.FeatureShape.SequenceEqual(Base.Base.FeatureShape))
        {
            throw new InvalidDataException(
                $"'{run.Path}' was trained on features [{string.Join(',', record.FeatureShape)}] at '{record.Cut}', and this version makes "
                + $"[{string.Join(',', Base.Base.FeatureShape)}] at '{Base.Cut.Name}' of the same options. "
                + "Train it again with this version.");
        }
    }

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

    public override float Export(Head head, IFeatureRows validation, float[] outputs, string path, RunContext context) =>
        new ImageExport(this, (FeatureRows)validation, outputs, context).Write(head, path);

    public override (IFeatureRows Rows, int[] Groups) ForFolds(SplitFeatures features)
    {
        var rows = ((FeatureRows)features.Train).With((FeatureRows)features.Validation);
        // Copies of a file are always one group.
        return (rows, Options.Folds.Groups is { } text ? ImageGroups.Of(rows.Samples, text, Options.Data, Base.Imaging)
            : GroupsOf(rows.Identities));
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

    private void Say(RunContext context)
    {
        foreach (var sentence in Dataset.Sentences)
        {
            context.Say(sentence);
        }

        context.Say($"Task: {Task.Description}.");
        context.Say($"Base: {Name} up to '{Base.Cut.Name}' at {Base.ImageSize} px, features {Base.Base.Pooling.Description}, "
            + $"preprocessing {Base.Preprocessing}.");
        context.Say(Base.DeviceSentence);
        var views = Join(
            (Options.Views.Fresh, "new ones of each training image every epoch"),
            (Options.Views.Cached > 0, $"{Options.Views.Cached} of each training image"),
            (Options.TestViews > 0, $"{Options.TestViews} of each evaluated image"));
        if (views.Length > 0)
        {
            context.Say($"Views: {views}; augmentation {Options.Views.Augmentation.Split(';')[0]}: {_augmenter.Options.Summary}.");
        }

        if (Options.Mixing is { Any: true } mixing)
        {
            var ways = Join((mixing.MixUp > 0, $"MixUp, alpha {mixing.MixUp}"), (mixing.CutMix > 0, $"CutMix, alpha {mixing.CutMix}"));
            context.Say($"Mixed {(Options.Views.Fresh ? "images" : "features")}: {ways}. Training accuracy is against the class with "
                + "the largest share.");
        }

        static string Join(params (bool Holds, string Text)[] parts) => string.Join("; ", parts.Where(p => p.Holds).Select(p => p.Text));
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

    private static void WarnOfLeaks(FeatureRows rows, string split, HashSet<ContentHash> trained, RunContext context)
    {
        var leaked = rows.Keys.Count(key => trained.Contains(key.Image));
        if (leaked > 0)
        {
            context.Say($"Warning: {leaked:N0} {split} images are also training images, byte for byte; figures on them are too good.");
        }
    }
}
