using System.Diagnostics;
using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>
/// An epoch of fine-tuning VGG16 from <c>block5_conv1</c> at 150 px, batch 20, RMSprop: Transfer from cached features against a full
/// forward and backward pass per image in TorchSharp with blocks 1 to 4 frozen. Each in a process of its own, by turns.
/// </summary>
internal static class FineTuneBenchmark
{
    private static readonly (string Kind, string Title)[] Kinds =
    [
        ("cached", "Transfer, from the cache, float32"),
        ("cached-bfloat16", "Transfer, from the cache, bfloat16"),
        ("plain-allocator", "TorchSharp, every image through all blocks, allocator set"),
        ("plain", "TorchSharp as it comes"),
    ];

    public static int Run(string[] args)
    {
        if (args is ["--child", var kind, var count])
        {
            var rate = FineTuneEpoch.Measure(kind, int.Parse(count, CultureInfo.InvariantCulture));
            Console.WriteLine(rate.ToString("R", CultureInfo.InvariantCulture));
            return 0;
        }

        var rounds = BenchmarkArguments.Number(args, "--rounds", 3);
        var images = BenchmarkArguments.Number(args, "--images", 1000);
        var rates = Kinds.ToDictionary(k => k.Kind, _ => new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var (each, title) in Kinds)
            {
                rates[each].Add(Child(each, each.StartsWith("plain", StringComparison.Ordinal) ? images / 10 : images));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: {title}: {rates[each][^1]:F1} images/s"));
            }
        }

        Console.WriteLine();
        foreach (var (each, title) in Kinds)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Median(rates[each]),8:F1} images/s  {title}"));
        }

        Console.WriteLine();
        foreach (var fast in new[] { "cached", "cached-bfloat16" })
        {
            foreach (var slow in new[] { "plain-allocator", "plain" })
            {
                // Rounds are paired: both halves of a ratio were measured within a minute of each other.
                var ratio = Median([.. rates[fast].Zip(rates[slow], (a, b) => a / b)]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fast} is {ratio:F1} times as fast as {slow}"));
            }
        }

        return 0;
    }

    private static double Child(string kind, int images)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "finetune", "--child", kind, images.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        if (kind == "plain")
        {
            start.Environment["TRANSFER_ALLOCATOR"] = "default";
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output.Trim(), CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
