using System.Diagnostics;
using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>
/// Images a second from files to features: Transfer with an empty cache and ML.NET, as shares of a bare ONNX Runtime session that gets
/// the same batches from memory. Each in a process of its own, by turns. Then a second extraction beside merely reading and hashing.
/// </summary>
internal static class ExtractionBenchmark
{
    private static readonly string[] Kinds = ["bare", "lanes", "transfer", "mlnet"];

    public static int Run(string[] args)
    {
        if (args is ["--child", var kind, var folder, var size, var preprocessing, var images, var batch])
        {
            var job = new ExtractionJob(folder, Integer(size), preprocessing, Integer(images), Integer(batch));
            Console.WriteLine(ExtractionContestants.Measure(kind, job).ToString("R", CultureInfo.InvariantCulture));
            return 0;
        }

        var quick = args.Contains("--quick");
        var rounds = BenchmarkArguments.Number(args, "--rounds", quick ? 1 : 5);
        var batchSize = BenchmarkArguments.Number(args, "--batch", 8);
        var only = BenchmarkArguments.Text(args, "--only");
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-").FullName;
        try
        {
            foreach (var network in BenchmarkNetwork.All.Where(n => only is null || n.Name == only))
            {
                Compare(network, Path.Combine(work, network.Name), rounds, quick ? network.Images / 4 : network.Images, batchSize);
            }

            if (only is null or "second")
            {
                SecondExtraction.Run(work, rounds, quick);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    public static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted && sorted.Length % 2 == 1
        ? sorted[sorted.Length / 2]
        : (sorted[sorted.Length / 2] + sorted[(sorted.Length / 2) - 1]) / 2;

    private static void Compare(BenchmarkNetwork network, string folder, int rounds, int images, int batchSize)
    {
        network.Prepare(folder);
        var rates = Kinds.ToDictionary(k => k, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            // Who goes first changes, so that a machine that gets slower favours nobody.
            foreach (var kind in round % 2 == 0 ? Kinds : Kinds.Reverse())
            {
                rates[kind].Add(Child(kind, folder, network, kind == "mlnet" ? images / 2 : images, batchSize));
            }

            Print($"{network.Name} at {network.Size} px, round {round + 1}: "
                + $"{string.Join(", ", Kinds.Select(k => Text($"{k} {rates[k][^1]:F1}")))} images/s");
        }

        Print($"{network.Name} at {network.Size} px, medians of {rounds}: bare session {Median(rates["bare"]):F1}, bare sessions side "
            + $"by side {Median(rates["lanes"]):F1}, Transfer {Median(rates["transfer"]):F1}, ML.NET {Median(rates["mlnet"]):F1} images/s");
        // Rounds are paired: both halves of a ratio were measured within a minute of each other.
        Print($"  Transfer is {Ratio(rates, "transfer", "bare"):F3} of the bare session (goal {network.Goal:F2}), "
            + $"{Ratio(rates, "transfer", "lanes"):F3} of those side by side, and {Ratio(rates, "transfer", "mlnet"):F2} times "
            + $"ML.NET{(network.TwiceMlNet ? " (goal 2)" : "")}; ML.NET is {Ratio(rates, "mlnet", "bare"):F3} of the bare session");
    }

    private static double Ratio(Dictionary<string, List<double>> rates, string of, string to) =>
        Median(rates[of].Zip(rates[to], (a, b) => a / b));

    private static double Child(string kind, string folder, BenchmarkNetwork network, int images, int batchSize)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "extract", "--child", kind, folder, Text($"{network.Size}"), network.Preprocessing,
            Text($"{images}"), Text($"{batchSize}") })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{kind} of {network.Name} ended with {process.ExitCode}.");
    }

    private static int Integer(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Print(string text) => Console.WriteLine(text);
}
