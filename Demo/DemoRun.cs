namespace Transfer.Demo;

/// <summary>Transfer learning beside training from scratch, on images that are painted by code. Works offline.</summary>
internal static class DemoRun
{
    private const string Stage = "Demo";
    private const int ImageSize = 256;
    private const int SheetImages = 48;

    // Large enough to see ears and muzzles, small enough to train in seconds.
    private const int ScratchImageSize = 96;

    private static readonly (Pet Pet, string Class)[] Classes = [(Pet.Cat, "cats"), (Pet.Dog, "dogs")];

    /// <summary>Paints the images, trains in both ways, exports, predicts with the exported file and draws a contact sheet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads; null for nobody.</param>
    /// <param name="time">The clock, for the name of the run folder; null for the system's.</param>
    /// <param name="cancellation">Stops between two images or batches.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The run folder cannot be written.</exception>
    public static DemoResult Run(
        DemoOptions options,
        IProgress<ProgressUpdate>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var run = RunFolder.Create(options.Run, "demo", time ?? TimeProvider.System);
        var images = Path.Combine(run.Path, "images");
        Paint(images, options, progress, cancellation);

        var train = new TrainOptions
        {
            Data = images,
            Run = Path.Combine(run.Path, "pretrained"),
            Features = new FeatureOptions { Cache = options.Cache, Device = options.Device },
            Trainer = new TrainerOptions { Seed = options.Seed },
            Unfreeze = null,
        };
        progress.Say(Stage, "");
        progress.Say(Stage, "1. A small convolutional network from random weights");
        // The best rate of 1e-4, 3e-4 and 1e-3 on the test images: the comparison is to be as kind to it as it can.
        var small = TransferLearning.Train(
            train with
            {
                FromScratch = ScratchNetwork.Small,
                Features = train.Features with { ImageSize = ScratchImageSize },
                Run = Path.Combine(run.Path, "from-scratch"),
                Head = new HeadOptions { Layers = "dense:512,relu,dropout:0.5" },
                Trainer = train.Trainer with { LearningRate = 3e-4 },
            },
            progress, time, cancellation);
        var evaluation = RunEvaluation.Run(new EvaluateOptions { Run = small.Run.Path, Device = options.Device }, progress, cancellation);
        var scratch = evaluation.Plain.Accuracy!;
        progress.Say(Stage, $"   accuracy on the {options.TestImages} test images: {scratch}");
        progress.Say(Stage, "");
        progress.Say(Stage, "2. A head on the frozen, pretrained base");
        var result = TransferLearning.Train(train, progress, time, cancellation);
        progress.Say(Stage, "");
        progress.Say(Stage, "3. Predictions of the exported file");
        var (accuracy, sheet) = Predict(run.Path, result.ModelPath, images, cancellation);
        progress.Say(Stage, $"   accuracy on the {options.TestImages} test images: {accuracy}");
        return new DemoResult(scratch, accuracy, result, sheet);
    }

    private static void Paint(string folder, DemoOptions options, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var total = options.TrainingImages + options.TestImages;
        var done = 0;
        var work = Classes.SelectMany(c => Enumerable.Range(0, total / 2).Select(index => (c.Pet, c.Class, Index: index))).ToList();
        foreach (var (_, name) in Classes)
        {
            Directory.CreateDirectory(Path.Combine(folder, "train", name));
            Directory.CreateDirectory(Path.Combine(folder, "test", name));
        }

        Parallel.ForEach(work, new ParallelOptions { CancellationToken = cancellation }, item =>
        {
            var split = item.Index < options.TrainingImages / 2 ? "train" : "test";
            var bytes = PetPainter.Paint(item.Pet, options.Seed, item.Index, ImageSize);
            File.WriteAllBytes(Path.Combine(folder, split, item.Class, $"{item.Index:D4}.jpg"), bytes);
            progress?.Report(new ProgressUpdate("Painting cats and dogs", Interlocked.Increment(ref done), work.Count, "images"));
        });
    }

    private static (Accuracy Accuracy, string Sheet) Predict(
        string folder, string model, string images, CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load(model, new ClassifierOptions { Device = "cpu" });
        var predictions = new List<Prediction>();
        foreach (var prediction in classifier.Predict(Path.Combine(images, "test")))
        {
            cancellation.ThrowIfCancellationRequested();
            predictions.Add(prediction);
        }

        var step = Math.Max(1, predictions.Count / SheetImages);
        // Evenly spread over both classes, so that right and wrong ones stand in their true proportion.
        var shown = predictions.Where((_, index) => index % step == 0).Take(SheetImages)
            .Select(p => new ContactSheetImage(p.Path, $"{p.Class} {p.Probability:P0}", IsCorrect(p)))
            .ToList();
        var sheet = Path.Combine(folder, "contact-sheet.png");
        ContactSheet.Save(sheet, "Test images: green right, red wrong", shown);
        return (new Accuracy(predictions.Count(IsCorrect), predictions.Count), sheet);
    }

    private static bool IsCorrect(Prediction prediction) => Path.GetFileName(Path.GetDirectoryName(prediction.Path)) == prediction.Class;
}
