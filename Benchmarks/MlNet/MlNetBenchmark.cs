using System.Diagnostics;
using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>
/// Photographs to a classifier in ML.NET: <c>ExtractFeatures</c> beside <c>ApplyOnnxModel</c> and <c>DnnFeaturizeImage</c>, each in a
/// process of its own, by turns. Images a second from files to features, and the accuracy of one and the same trainer on them.
/// </summary>
internal static class MlNetBenchmark
{
    private static readonly string[] Kinds = ["transfer", "onnx", "transfer-resnet18", "resnet18"];

    private static readonly (string First, string Second)[] Pairs = [("transfer", "onnx"), ("transfer-resnet18", "resnet18")];

    public static int Run(string[] args)
    {
        if (args is ["--child", var contestant, var data, var perClass])
        {
            var result = new MlNetContestant(data, int.Parse(perClass, CultureInfo.InvariantCulture)).Measure(contestant);
            Console.WriteLine(string.Join(' ', new[] { result.Rate, result.Again, result.Accuracy }
                .Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
            return 0;
        }

        var rounds = BenchmarkArguments.Number(args, "--rounds", 3);
        var folder = BenchmarkArguments.Text(args, "--data") ?? BenchmarkNetwork.Shared("data", "cats-vs-dogs");
        var images = BenchmarkArguments.Number(args, "--images", 1000);
        var results = Kinds.ToDictionary(k => k, _ => new List<MlNetResult>());
        for (var round = 0; round < rounds; round++)
        {
            // Who goes first changes, so that a machine that gets slower favours nobody.
            foreach (var kind in round % 2 == 0 ? Kinds : Kinds.Reverse())
            {
                var own = Child(kind, folder, images);
                results[kind].Add(own);
                Print($"round {round + 1}, {kind}: {own.Rate:F1} images/s, read again {own.Again:F0} rows/s, accuracy {own.Accuracy:F4}");
            }
        }

        foreach (var kind in Kinds)
        {
            var (rate, again) = (Median(results[kind], r => r.Rate), Median(results[kind], r => r.Again));
            Print($"{kind}: median {rate:F1} images/s, read again {again:F0} rows/s, accuracy {results[kind][0].Accuracy:F4}");
        }

        foreach (var (first, second) in Pairs)
        {
            var ratios = results[first].Zip(results[second], (a, b) => a.Rate / b.Rate).ToArray();
            Print($"{first} is {ExtractionBenchmark.Median(ratios):F2} times {second} ({ratios.Min():F2} to {ratios.Max():F2})");
        }

        return 0;
    }

    private static double Median(List<MlNetResult> results, Func<MlNetResult, double> value) =>
        ExtractionBenchmark.Median(results.Select(value));

    private static MlNetResult Child(string kind, string folder, int images)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "mlnet", "--child", kind, folder, images.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && output.Trim().Split('\n')[^1].Split(' ') is [var rate, var again, var accuracy]
            ? new MlNetResult(Number(rate), Number(again), Number(accuracy))
            : throw new InvalidOperationException($"{kind} ended with {process.ExitCode}.");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
