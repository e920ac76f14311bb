using System.Diagnostics;

namespace Transfer.Models;

/// <summary>Finds out by trying how many images a run of the base should have.</summary>
internal static class BatchCalibration
{
    private const int Largest = 64;
    private const double Enough = 0.98;

    // A size is tried until the first of these times has gone by, and no further size is begun after the second.
    private static readonly TimeSpan PerSize = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1.5);

    // Input buffers of all lanes together; beyond it a larger batch costs more memory than it can win.
    private const long MostBytes = 512L << 20;

    public static int Run(ConvBase convBase)
    {
        var pixels = 3 * convBase.ImageSize * convBase.ImageSize;
        var rates = new List<(int Size, double Rate)>();
        var watch = Stopwatch.StartNew();
        for (var size = 1; size <= Largest && (size == 1 || (long)size * pixels * sizeof(float) * convBase.Lanes <= MostBytes); size *= 2)
        {
            rates.Add((size, Rate(convBase, size, pixels)));
            if (watch.Elapsed > Together)
            {
                break;
            }
        }

        var best = rates.Max(r => r.Rate);
        return rates.First(r => r.Rate >= best * Enough).Size;
    }

    /// <summary>Images a second with all lanes at work; the fastest run counts, because a slower one was disturbed.</summary>
    private static double Rate(ConvBase convBase, int size, int pixels)
    {
        var rates = new double[convBase.Lanes];
        Parallel.For(0, convBase.Lanes, new ParallelOptions { MaxDegreeOfParallelism = convBase.Lanes }, lane =>
        {
            var (images, features) = (new float[size * pixels], new float[size * convBase.FeatureLength]);
            // The first run of a size is slower: memory is taken.
            convBase.RunLane(images, size, features);
            var watch = Stopwatch.StartNew();
            do
            {
                var begin = Stopwatch.GetTimestamp();
                convBase.RunLane(images, size, features);
                rates[lane] = Math.Max(rates[lane], size / Stopwatch.GetElapsedTime(begin).TotalSeconds);
            }
            while (watch.Elapsed < PerSize);
        });
        return rates.Sum();
    }
}
