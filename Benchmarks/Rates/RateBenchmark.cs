namespace Transfer.Benchmarks;

/// <summary>
/// Heads on few photographs (as many as in the ants and bees of PyTorch's tutorial: 244 to train, 153 to validate), with the usual learning
/// rate and with one that is found first, for a number of seeds. Each seed draws other photographs. The last column is McNemar's test on
/// the test photographs, which are the same for all.
/// </summary>
internal static class RateBenchmark
{
    private const int Train = 122;
    private const int Validation = 76;

    public static int Run(string[] args)
    {
        var data = BenchmarkArguments.Text(args, "--data") ?? BenchmarkNetwork.Shared("data", "cats-vs-dogs");
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-").FullName;
        var seeds = BenchmarkArguments.Number(args, "--seeds", 12);
        var options = new TrainOptions
        {
            Data = Path.Combine(work, "data"),
            Trainer = new TrainerOptions { Optimizer = BenchmarkArguments.Text(args, "--optimizer") ?? "rmsprop" },
            Features = new FeatureOptions
            {
                Model = BenchmarkArguments.Text(args, "--model"),
                Cache = BenchmarkArguments.Text(args, "--cache") ?? Path.Combine(work, "cache"),
                Device = "cpu",
            },
        };
        Print("| seed | rate found | accuracy, usual rate | accuracy, found rate | log-loss, usual | log-loss, found | p |");
        Print("| --- | --- | --- | --- | --- | --- | --- |");
        try
        {
            for (var seed = 1; seed <= seeds; seed++)
            {
                Choose(data, options.Data, seed);
                Compare(options, work, seed);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static void Compare(TrainOptions options, string work, int seed)
    {
        var (usual, _) = Measure(options.Trainer with { Seed = seed }, "usual");
        var (found, rate) = Measure(options.Trainer with { Seed = seed, FindLearningRate = true }, "found");
        var (before, after) = (Read("usual"), Read("found"));
        var difference = PairedDifference.Of(before, after);
        Print(FormattableString.Invariant($"| {seed} | {rate:G3} | {usual["accuracy"].Value:F3} | {found["accuracy"].Value:F3} | ")
            + FormattableString.Invariant($"{usual["log_loss"].Value:F3} | {found["log_loss"].Value:F3} | {difference.PValue:G2} |"));

        (EvaluationResult Result, double? Rate) Measure(TrainerOptions trainer, string name)
        {
            var run = Path.Combine(work, name);
            TransferLearning.Train(options with { Trainer = trainer, Run = run, Overwrite = true });
            return (RunEvaluation.Run(new EvaluateOptions { Run = run, Device = "cpu" }).Plain,
                RunFolder.Open(run).ReadRecord().FoundLearningRate);
        }

        Predictions Read(string name)
        {
            var run = RunFolder.Open(Path.Combine(work, name));
            var record = run.ReadRecord();
            return PredictionFile.Read(run.PredictionsPath("test"), record.ToTask(), record.Classes);
        }
    }

    /// <summary>Links a random part of the training photographs, and all of the others to test with.</summary>
    private static void Choose(string data, string folder, int seed)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var name in Directory.EnumerateDirectories(Path.Combine(data, "train")).Select(f => Path.GetFileName(f)!).Order())
        {
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(data, "train", name)).Order()];
            new SeededRandom(seed).Shuffle(files.AsSpan());
            Link(files[..Train], "train");
            Link(files[Train..(Train + Validation)], "validation");
            Link([.. Directory.EnumerateFiles(Path.Combine(data, "validation", name))], "test");

            void Link(string[] chosen, string split)
            {
                Directory.CreateDirectory(Path.Combine(folder, split, name));
                foreach (var file in chosen)
                {
                    File.CreateSymbolicLink(Path.Combine(folder, split, name, Path.GetFileName(file)), Path.GetFullPath(file));
                }
            }
        }
    }

    private static void Print(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }
}
