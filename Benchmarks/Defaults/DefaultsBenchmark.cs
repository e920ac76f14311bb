namespace Transfer.Benchmarks;

/// <summary>
/// Would another default be better? Small data sets of different kinds, each drawn anew for every seed, are learnt with the defaults and
/// with one option changed at a time. The test images choose nothing; the best epoch is that of the validation images.
/// </summary>
internal static class DefaultsBenchmark
{
    private static readonly IReadOnlyDictionary<string, Func<TrainOptions, TrainOptions>> Others =
        new Dictionary<string, Func<TrainOptions, TrainOptions>>
        {
            ["maximum"] = o => o with { Features = o.Features with { Pooling = Pooling.Max } },
            ["average+max"] = o => o with { Features = o.Features with { Pooling = Pooling.AverageMax } },
            ["linear head"] = o => o with { Head = o.Head with { Layers = "linear" } },
            ["batch normalization"] = o => o with { Head = o.Head with { Layers = "dense:256,batchnorm,relu,dropout:0.5" } },
            ["512 units"] = o => o with { Head = o.Head with { Layers = "dense:512,relu,dropout:0.5" } },
            ["no dropout"] = o => o with { Head = o.Head with { Layers = "dense:256,relu" } },
            ["weight decay 0"] = o => o with { Trainer = o.Trainer with { WeightDecay = 0 } },
            ["weight decay 10"] = o => o with { Trainer = o.Trainer with { WeightDecay = 10 } },
            ["weight decay 30"] = o => o with { Trainer = o.Trainer with { WeightDecay = 30 } },
            ["weight decay 100"] = o => o with { Trainer = o.Trainer with { WeightDecay = 100 } },
            ["rate found"] = o => o with { Trainer = o.Trainer with { FindLearningRate = true } },
            ["cosine"] = o => o with { Trainer = o.Trainer with { Schedule = "cosine", Epochs = 30 } },
            ["4 keras views"] = o => o with { Views = new ViewOptions { Cached = 4, Augmentation = "keras" } },
            ["4 light views"] = o => o with { Views = new ViewOptions { Cached = 4, Augmentation = "light" } },
            ["4 standard views"] = o => o with { Views = new ViewOptions { Cached = 4, Augmentation = "standard" } },
        };

    /// <summary>Ways of fine-tuning, all from the head that has the defaults.</summary>
    private static readonly IReadOnlyDictionary<string, Func<FineTuneOptions, FineTuneOptions>> FineTunings =
        new Dictionary<string, Func<FineTuneOptions, FineTuneOptions>>
        {
            ["last:20%"] = o => o with { Unfreeze = "last:20%" },
            ["last:50%"] = o => o with { Unfreeze = "last:50%" },
            ["last:80%"] = o => o with { Unfreeze = "last:80%" },
            ["last:90%"] = o => o,
            ["all"] = o => o with { Unfreeze = "all" },
            ["last:90%, constant"] = o => o with { Trainer = o.Trainer with { Schedule = "constant" } },
            ["last:90%, val_accuracy"] = o => o with { Trainer = o.Trainer with { Monitor = MonitoredValue.ValidationMetric } },
            ["last:90%, 20 epochs"] = o => o with { Trainer = o.Trainer with { Epochs = 20 } },
            ["last:90%, 4 light views"] = o => o with { Views = new ViewOptions { Cached = 4 } },
            ["last:90%, 1e-4"] = o => o with { Trainer = o.Trainer with { LearningRate = 1e-4 } },
        };

    public static int Run(string[] args)
    {
        var data = BenchmarkArguments.Text(args, "--data") ?? BenchmarkNetwork.Shared("data");
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-").FullName;
        var sets = BenchmarkArguments.Text(args, "--folders") is { } folders
            ? ClassFolderSets.Of(folders, BenchmarkArguments.Number(args, "--training", 40), Side(args))
            : Chosen(SmallSets.All, BenchmarkArguments.Text(args, "--sets"));
        var others = Chosen(Others, BenchmarkArguments.Text(args, "--options"));
        var tunings = Chosen(FineTunings, BenchmarkArguments.Text(args, "--fine-tunings") ?? "");
        var options = new TrainOptions
        {
            Data = Path.Combine(work, "data"),
            Unfreeze = null,
            Features = new FeatureOptions
            {
                Model = BenchmarkArguments.Text(args, "--model"),
                Preprocessing = BenchmarkArguments.Text(args, "--preprocessing"),
                Cache = BenchmarkArguments.Text(args, "--cache") ?? Path.Combine(work, "cache"),
                Device = "cpu",
            },
        };
        string[] columns = [.. others.Keys, .. tunings.Keys];
        Print($"| set | default | {string.Join(" | ", columns)} |");
        Print($"| --- | --- | {string.Join(" | ", columns.Select(_ => "---"))} |");
        try
        {
            foreach (var (name, write) in sets)
            {
                var rows = new List<(double Accuracy, double[] Differences)>();
                for (var seed = 1; seed <= BenchmarkArguments.Number(args, "--seeds", 3); seed++)
                {
                    if (Directory.Exists(options.Data))
                    {
                        Directory.Delete(options.Data, recursive: true);
                    }

                    write(new SmallSetPlan(data, options.Data, seed));
                    var seeded = options with { Trainer = options.Trainer with { Seed = seed } };
                    var usual = Measure(seeded, Path.Combine(work, "run"));
                    double[] differences =
                    [
                        .. others.Values.Select(change => Measure(change(seeded), Path.Combine(work, "other")) - usual),
                        .. tunings.Values.Select(change => Tune(change, seed, work) - usual),
                    ];
                    Console.Error.WriteLine(FormattableString.Invariant(
                        $"{name}, seed {seed}: {usual:F3}, {string.Join(", ", differences.Select(d => d.ToString("+0.000;-0.000")))}"));
                    rows.Add((usual, differences));
                }

                var cells = columns.Select((_, i) => Cell([.. rows.Select(r => r.Differences[i])]));
                Print(FormattableString.Invariant($"| {name} | {rows.Average(r => r.Accuracy):F3} | {string.Join(" | ", cells)} |"));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static int? Side(string[] args) => BenchmarkArguments.Number(args, "--side", 0) is > 0 and var side ? side : null;

    private static double Measure(TrainOptions options, string run)
    {
        TransferLearning.Train(options with { Run = run, Overwrite = true });
        return Test(run);
    }

    private static double Tune(Func<FineTuneOptions, FineTuneOptions> change, long seed, string work)
    {
        var usual = new FineTuneOptions
        {
            From = Path.Combine(work, "run"),
            Unfreeze = "last:90%",
            Run = Path.Combine(work, "tuned"),
            Overwrite = true,
        };
        FineTuning.Run(change(usual with { Trainer = usual.Trainer with { Seed = seed } }));
        return Test(usual.Run!);
    }

    private static double Test(string run) => RunEvaluation.Run(new EvaluateOptions { Run = run, Device = "cpu" }).Plain["accuracy"].Value;

    /// <summary>The mean of the differences, and its standard error.</summary>
    private static string Cell(double[] differences)
    {
        var mean = differences.Average();
        var error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1) / differences.Length);
        return FormattableString.Invariant($"{mean:+0.000;-0.000;0.000} ± {error:F3}");
    }

    private static IReadOnlyDictionary<string, T> Chosen<T>(IReadOnlyDictionary<string, T> all, string? names) => names is null
        ? all : names.Split(';', StringSplitOptions.RemoveEmptyEntries).ToDictionary(name => name, name => all[name]);

    private static void Print(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }
}
