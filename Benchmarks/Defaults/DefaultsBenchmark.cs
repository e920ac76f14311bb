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
            ["top fifth fine-tuned"] = o => o with { Unfreeze = "last:20%" },
            ["4 keras views"] = o => o with { Views = new ViewOptions { Cached = 4, Augmentation = "keras" } },
            ["4 light views"] = o => o with { Views = new ViewOptions { Cached = 4, Augmentation = "light" } },
            ["4 standard views"] = o => o with { Views = new ViewOptions { Cached = 4, Augmentation = "standard" } },
        };

    public static int Run(string[] args)
    {
        var data = BenchmarkArguments.Text(args, "--data") ?? BenchmarkNetwork.Shared("data");
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-").FullName;
        var sets = Chosen(SmallSets.All, BenchmarkArguments.Text(args, "--sets"));
        var others = Chosen(Others, BenchmarkArguments.Text(args, "--options"));
        var options = new TrainOptions
        {
            Data = Path.Combine(work, "data"),
            Features = new FeatureOptions
            {
                Model = BenchmarkArguments.Text(args, "--model"),
                Preprocessing = BenchmarkArguments.Text(args, "--preprocessing"),
                Cache = BenchmarkArguments.Text(args, "--cache") ?? Path.Combine(work, "cache"),
                Device = "cpu",
            },
        };
        Print($"| set | default | {string.Join(" | ", others.Keys)} |");
        Print($"| --- | --- | {string.Join(" | ", others.Select(_ => "---"))} |");
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
                    var usual = Measure(seeded, work);
                    rows.Add((usual, [.. others.Values.Select(change => Measure(change(seeded), work) - usual)]));
                }

                var cells = others.Select((_, i) => Cell([.. rows.Select(r => r.Differences[i])]));
                Print(FormattableString.Invariant($"| {name} | {rows.Average(r => r.Accuracy):F3} | {string.Join(" | ", cells)} |"));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static double Measure(TrainOptions options, string work)
    {
        var run = Path.Combine(work, "run");
        TransferLearning.Train(options with { Run = run, Overwrite = true });
        var measured = new EvaluateOptions { Run = options.Unfreeze is null ? run : $"{run}-finetuned", Device = "cpu" };
        return RunEvaluation.Run(measured).Plain["accuracy"].Value;
    }

    /// <summary>The mean of the differences, and its standard error.</summary>
    private static string Cell(double[] differences)
    {
        var mean = differences.Average();
        var error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1) / differences.Length);
        return FormattableString.Invariant($"{mean:+0.000;-0.000;0.000} ± {error:F3}");
    }

    private static IReadOnlyDictionary<string, T> Chosen<T>(IReadOnlyDictionary<string, T> all, string? names) => names is null
        ? all : names.Split(',').ToDictionary(name => name, name => all[name]);

    private static void Print(string line)
    {
        Console.WriteLine(line);
        Console.Out.Flush();
    }
}
