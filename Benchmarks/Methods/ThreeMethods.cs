namespace Transfer.Benchmarks;

/// <summary>
/// The three methods of the course on the same photographs: a small network from scratch without and with augmentation, a frozen base, a
/// frozen base with cached views, and its top block fine-tuned. VGG16 comes with the preprocessing of its weights and with <c>x/255</c>, as
/// the course has it. 0 views or epochs leave those rows out.
/// </summary>
internal static class ThreeMethods
{
    private const string Photographs = "cats-vs-dogs";
    private const string Augmentation = "keras";

    private static readonly (string Name, string? File, string? Preprocessing, int? Size, string Unfreeze)[] Bases =
    [
        ("efficientnet-lite0", null, null, null, "_blocks.12"),
        ("VGG16, its own preprocessing", "vgg16.onnx", "caffe", 150, "block5_conv1"),
        ("VGG16, x/255", "vgg16.onnx", "order=RGB,mean=0,std=255", 150, "block5_conv1"),
    ];

    public static int Run(string[] args)
    {
        var plan = new Plan(
            BenchmarkArguments.Text(args, "--data") ?? BenchmarkNetwork.Shared("data", Photographs),
            BenchmarkArguments.Number(args, "--views", 4),
            BenchmarkArguments.Number(args, "--scratch-epochs", 30),
            BenchmarkArguments.Number(args, "--tune-epochs", 8),
            BenchmarkArguments.Text(args, "--only"));
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-").FullName;
        var cache = BenchmarkArguments.Text(args, "--cache") ?? Path.Combine(work, "cache");
        Print($"| method | network | validation accuracy, 95 % interval | best epoch |");
        Print($"| --- | --- | --- | --- |");
        try
        {
            if (plan.Wants("scratch"))
            {
                Scratch(plan, work, cache);
            }

            foreach (var one in Bases.Where(b => plan.Wants(b.Name)))
            {
                var options = new TrainOptions
                {
                    Data = plan.Data,
                    Run = Path.Combine(work, one.Name, "frozen"),
                    Features = new FeatureOptions
                    {
                        Model = one.File is null ? null : BenchmarkNetwork.Shared("models", one.File),
                        Preprocessing = one.Preprocessing,
                        ImageSize = one.Size,
                        Cache = cache,
                        Device = "cpu",
                    },
                };
                Row("frozen base", one.Name, TransferLearning.Train(options));
                if (plan.Views > 0)
                {
                    var views = options with
                    {
                        Views = new ViewOptions { Cached = plan.Views, Augmentation = Augmentation },
                        Run = Path.Combine(work, one.Name, "views")
                    };
                    Row($"frozen base, {plan.Views} cached views", one.Name, TransferLearning.Train(views));
                }

                if (plan.TuneEpochs > 0)
                {
                    Tune(plan, options, one.Name, one.Unfreeze);
                }
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static void Tune(Plan plan, TrainOptions frozen, string network, string unfreeze)
    {
        var options = new FineTuneOptions { From = frozen.Run!, Unfreeze = unfreeze, Device = "cpu", Run = frozen.Run + "-tuned" };
        var tuned = FineTuning.Run(options with { Trainer = options.Trainer with { Epochs = plan.TuneEpochs } });
        Row($"fine-tuned from {unfreeze}, {tuned.Difference}", network, tuned.Validation, tuned.History);
    }

    /// <summary>The course's network and learning rate; its images are not scaled further than to 0..1.</summary>
    private static void Scratch(Plan plan, string work, string cache)
    {
        var options = new TrainOptions
        {
            Data = plan.Data,
            FromScratch = ScratchNetwork.Small,
            Trainer = new TrainerOptions { Epochs = plan.ScratchEpochs, LearningRate = 1e-4 },
            Head = new HeadOptions { Layers = "dense:512,relu" },
            Run = Path.Combine(work, "scratch"),
            Features = new FeatureOptions { ImageSize = 150, Cache = cache, Device = "cpu" },
        };
        Row("from scratch", "small", TransferLearning.Train(options));
        Row("from scratch, augmented anew every epoch", "small", TransferLearning.Train(options with
        {
            Views = new ViewOptions { Fresh = true, Augmentation = Augmentation },
            Head = new HeadOptions { Layers = "dropout:0.5,dense:512,relu" },
            Run = Path.Combine(work, "scratch-augmented"),
        }));
    }

    private static void Row(string method, string network, TrainResult result) => Row(method, network, result.Validation, result.History);

    private static void Row(string method, string network, EvaluationResult validation, History history) =>
        Print($"| {method} | {network} | {validation.Accuracy} | {history.Best.Number} of {history.Epochs.Count} |");

    private static void Print(string text) => Console.WriteLine(text);

    private sealed record Plan(string Data, int Views, int ScratchEpochs, int TuneEpochs, string? Only)
    {
        public bool Wants(string name) => Only is null || Only == name;
    }
}
