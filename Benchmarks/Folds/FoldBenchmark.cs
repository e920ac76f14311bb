using System.Diagnostics;

namespace Transfer.Benchmarks;

/// <summary>
/// 10-fold validation with 10 repeats of a head with a dense layer of 256 on 2,000 x 1,280 features: the engine for dense heads against
/// TorchSharp, the product's defaults in both. TorchSharp does a few of the hundred trainings, and its time is multiplied.
/// </summary>
internal static class FoldBenchmark
{
    private const int Samples = 2000;
    private const int Features = 1280;

    public static int Run(string[] args)
    {
        var (folds, repeats, plain) =
            (BenchmarkArguments.Number(args, "--folds", 10), BenchmarkArguments.Number(args, "--repeats", 10),
            BenchmarkArguments.Number(args, "--plain", 4));
        var trainer = new TrainerOptions
        {
            Epochs = BenchmarkArguments.Number(args, "--epochs", 30),
            Patience = BenchmarkArguments.Number(args, "--patience", 0),
        };
        var data = Data();
        var labels = data.Labels;
        var training = new FoldTraining(new HeadOptions(), trainer, LearningTask.OfClasses(2), data);
        var plan = FoldPlan.Create(labels, null, folds, repeats, seed: 1);
        // The first time compiles.
        training.Run(FoldPlan.Create(labels, null, 2, 1, seed: 2).Folds, RunContext.None);
        var (watch, used) = (Stopwatch.StartNew(), Used());
        var scores = training.Run(plan.Folds, RunContext.None);
        var fast = watch.Elapsed.TotalSeconds;
        Say($"{scores.Length} heads of {Samples:N0} x {Features:N0} features, {trainer.Epochs} epochs of batches of "
            + $"{trainer.BatchSize}, patience {trainer.Patience}, {Environment.ProcessorCount} cores");
        var usedFast = Used() - used;
        Say($"{fast,8:F1} s, {usedFast,8:F1} s of processor time: all {scores.Length}, engine for dense heads: "
            + $"{(fast < 60 ? "below a minute" : "not below a minute")}; accuracy {scores.Average(s => s.Score.Metric):F4}");
        if (plain > 0)
        {
            var few = FoldPlan.Create(labels, null, folds, 1, seed: 1).Folds.Take(plain).ToArray();
            watch.Restart();
            used = Used();
            var slow = new FoldTraining(new HeadOptions(), trainer, LearningTask.OfClasses(2), data) { PrefersDenseEngine = false }
                .Run(few, RunContext.None);
            var each = watch.Elapsed.TotalSeconds / few.Length;
            var usedEach = (Used() - used) / few.Length;
            Say($"{each * scores.Length,8:F1} s, {usedEach * scores.Length,8:F1} s of processor time: all {scores.Length}, "
                + $"TorchSharp: {few.Length} took {each:F2} s each; accuracy {slow.Average(s => s.Score.Metric):F4}");
            Say($"{each * scores.Length / fast:F1} times as fast, {usedEach * scores.Length / usedFast:F1} times by processor time, "
                + $"which other programs disturb less");
        }

        return 0;
    }

    /// <summary>Two classes whose features overlap, none below 0, as pooled features are.</summary>
    private static TableData Data()
    {
        var features = new float[Samples * Features];
        var labels = new long[Samples];
        var random = new SeededRandom(7);
        var direction = Enumerable.Range(0, Features).Select(_ => random.Normal(0, 0.08)).ToArray();
        for (var i = 0; i < Samples; i++)
        {
            labels[i] = i % 2;
            for (var j = 0; j < Features; j++)
            {
                features[(i * Features) + j] = (float)Math.Max(0, random.Normal(0.3 + (labels[i] * direction[j]), 0.5));
            }
        }

        return new TableData { Features = features, Shape = [Features], Labels = labels, Classes = ["first", "second"] };
    }

    private static double Used() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static void Say(string text) => Console.WriteLine(text);
}
