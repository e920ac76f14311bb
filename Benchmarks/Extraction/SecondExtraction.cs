using System.Diagnostics;
using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>What it costs to extract again what the cache has: every file hashed, or only the changed ones.</summary>
internal static class SecondExtraction
{
    public static void Run(string work, int rounds, bool quick)
    {
        var small = BenchmarkPhotos.Link(Path.Combine(work, "given"), quick ? 500 : 3000);
        Compare("the given photographs", small, Path.Combine(work, "cache-given"), rounds);
        var large = BenchmarkPhotos.Draw(Path.Combine(work, "large"), quick ? 20 : 200);
        Compare("photographs of 12 megapixels", large, Path.Combine(work, "cache-large"), rounds);
    }

    /// <summary>Seconds from the first file to the last row, without loading the network.</summary>
    private static double Extract(ExtractOptions options, int expected)
    {
        var heard = new Last();
        var rows = Count(options, heard).GetAwaiter().GetResult();
        return rows == expected ? heard.Seconds : throw new InvalidDataException($"{rows} of {expected} images have features.");
    }

    private static async Task<int> Count(ExtractOptions options, Last heard)
    {
        var rows = 0;
        await foreach (var row in FeatureExtraction.ExtractAsync(options, heard).ConfigureAwait(false))
        {
            rows += row.IsOk ? 1 : 0;
        }

        return rows;
    }

    private static void Compare(string title, string data, string cache, int rounds)
    {
        var files = Directory.GetFiles(data);
        var options = new ExtractOptions
        {
            Data = data,
            WithFeatures = false,
            Features = new FeatureOptions { Cache = cache, Device = "cpu" }
        };
        Extract(options, files.Length);
        var (reading, hashed, trusted) = (new List<double>(), new List<double>(), new List<double>());
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            Parallel.ForEach(files, file => ContentHash.OfFile(file));
            reading.Add(watch.Elapsed.TotalSeconds);
            hashed.Add(Extract(options with { Features = options.Features with { VerifyFiles = true } }, files.Length));
            trusted.Add(Extract(options, files.Length));
        }

        var size = files.Average(f => new FileInfo(f).Length) / 1e6;
        double[] ratios = [Median(hashed.Zip(reading, (a, b) => a / b)), Median(trusted.Zip(reading, (a, b) => a / b)),
            Median(hashed.Zip(trusted, (a, b) => a / b))];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Again, {title} ({files.Length} of {size:F2} MB): reading and "
            + $"hashing {Median(reading):F3} s, second extraction {Median(hashed):F3} s, fast path {Median(trusted):F3} s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  second extraction is {ratios[0]:F2} times reading and "
            + $"hashing (goal 1.5); the fast path is {ratios[1]:F3} times it, one {ratios[2]:F1}th of the second extraction (goal 20)"));

        double Median(IEnumerable<double> values) => ExtractionBenchmark.Median(values.Skip(1));
    }

    private sealed class Last : IProgress<ExtractionProgress>
    {
        public double Seconds { get; private set; }

        public void Report(ExtractionProgress value) => Seconds = Math.Max(Seconds, value.Seconds);
    }
}
