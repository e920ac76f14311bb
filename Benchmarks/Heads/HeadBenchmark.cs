using System.Diagnostics;
using static TorchSharp.torch;

namespace Transfer.Benchmarks;

/// <summary>
/// An epoch of training a head with a dense layer of 256 in batches of 20, beside a bare TorchSharp loop over the same tensors that
/// measures nothing, saves nothing and has torch's own optimizer. By turns; and what training takes of memory beside the features.
/// </summary>
internal static class HeadBenchmark
{
    private const int Hidden = 256;
    private const int BatchSize = 20;

    public static int Run(string[] args)
    {
        var (samples, epochs, rounds) =
            (BenchmarkArguments.Number(args, "--samples", 2000), BenchmarkArguments.Number(args, "--epochs", 3),
            BenchmarkArguments.Number(args, "--rounds", 9));
        foreach (var features in new[] { 1280, 8192 })
        {
            Compare(samples, features, epochs, rounds);
        }

        return 0;
    }

    private static void Compare(int samples, int features, int epochs, int rounds)
    {
        var random = new SeededRandom(1);
        var values = new float[samples * features];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.Uniform(0, 1);
        }

        var labels = Enumerable.Range(0, samples).Select(i => i % 2L).ToArray();
        using var train = new TensorDataset(values, [features], labels, CPU);
        using var one = new TensorDataset(new float[features], [features], [0], CPU);
        using var inputs = frombuffer(values, ScalarType.Float32).reshape(samples, features);
        using var targets = tensor(Array.ConvertAll(labels, l => (float)l), [samples, 1]);
        // The first time compiles.
        Ours(train, one, features, 1);
        Bare(inputs, targets, 1);
        var (ours, bare) = (new List<double>(), new List<double>());
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var grown = Environment.WorkingSet;
        for (var round = 0; round < rounds; round++)
        {
            // Who goes first changes, so that a machine that gets slower favours nobody.
            for (var turn = 0; turn < 2; turn++)
            {
                if ((round + turn) % 2 == 0)
                {
                    ours.Add(Ours(train, one, features, epochs));
                }
                else
                {
                    bare.Add(Bare(inputs, targets, epochs));
                }
            }
        }

        var managed = GC.GetTotalAllocatedBytes(precise: true) - before;
        grown = Environment.WorkingSet - grown;
        var ratio = ExtractionBenchmark.Median(ours.Zip(bare, (a, b) => a / b));
        Print($"{samples:N0} x {features:N0} features, medians of {rounds}: Transfer {ExtractionBenchmark.Median(ours) * 1e3:F0} ms "
            + $"an epoch, a bare loop {ExtractionBenchmark.Median(bare) * 1e3:F0} ms; {ratio:F2} times (goal 1.1)");
        Print($"  features {values.Length * 4 / 1e6:F0} MB; in {2 * rounds * epochs} epochs both allocated {managed / 1e6:F0} MB "
            + $"managed, and the process grew by {grown / 1e6:F0} MB");
    }

    /// <summary>Seconds an epoch.</summary>
    private static double Ours(TensorDataset train, TensorDataset validation, int features, int epochs)
    {
        var scale = new float[features];
        Array.Fill(scale, 1);
        using var head = new Head(new FeatureScaling(new float[features], scale), 2, new HeadOptions(), 1);
        var watch = Stopwatch.StartNew();
        new Trainer(new TrainerOptions { Epochs = epochs, BatchSize = BatchSize }, LearningTask.OfClasses(2)).Fit(head, train, validation);
        return watch.Elapsed.TotalSeconds / epochs;
    }

    private static double Bare(Tensor inputs, Tensor targets, int epochs)
    {
        using var model = nn.Sequential(
            ("dense", nn.Linear(inputs.shape[1], Hidden)), ("relu", nn.ReLU()), ("dropout", nn.Dropout(0.5)),
                ("last", nn.Linear(Hidden, 1)));
        using var optimizer = optim.RMSProp(model.parameters(), 2e-4, alpha: 0.9, eps: 1e-7);
        model.train();
        var watch = Stopwatch.StartNew();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            using var order = randperm(inputs.shape[0]);
            for (var first = 0L; first < inputs.shape[0]; first += BatchSize)
            {
                using var scope = NewDisposeScope();
                var index = order.slice(0, first, Math.Min(inputs.shape[0], first + BatchSize), 1);
                optimizer.zero_grad();
                var loss = nn.functional.binary_cross_entropy_with_logits(
                    model.forward(inputs.index_select(0, index)), targets.index_select(0, index));
                loss.backward();
                optimizer.step();
            }
        }

        return watch.Elapsed.TotalSeconds / epochs;
    }

    private static void Print(string text) => Console.WriteLine(text);
}
