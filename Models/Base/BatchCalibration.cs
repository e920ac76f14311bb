using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Measures which batch size the base runs fastest with.</summary>
internal static class BatchCalibration
{
    private const int LargestBatch = 64;

    // A GPU computes the images of a batch at the same time.
    private const int LargestBatchOfGpu = 256;
    private const double ShareOfBest = 0.98;

    // The input buffers of all workers together; a larger batch costs more memory than it can gain.
    private const long MostBytes = 512L << 20;

    private static readonly TimeSpan TimePerSize = TimeSpan.FromMilliseconds(100);

    // No further size is tried after this time. A GPU looks for its algorithms at each size.
    private static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan TotalTimeOfGpu = TimeSpan.FromSeconds(10);

    /// <param name="convBase">The shapes of images and features, and the number of workers.</param>
    /// <param name="run">Computes the features of a number of images on the calling thread.</param>
    /// <returns>
    /// The smallest of 1, 2, 4, … 64 (256 on a GPU) whose speed is within 2 % of the best, of those that the device has memory for.
    /// </returns>
    /// <exception cref="OnnxRuntimeException">A single image does not run.</exception>
    public static int Run(ConvBase convBase, Action<Memory<float>, int, Memory<float>> run)
    {
        var (most, time) = convBase.Device.Kind == DeviceKind.Cpu ? (LargestBatch, TotalTime) : (LargestBatchOfGpu, TotalTimeOfGpu);
        var pixels = 3 * convBase.ImageSize * convBase.ImageSize;
        var largest = Math.Clamp(MostBytes / sizeof(float) / pixels / convBase.Parallelism, 1, most);
        var rates = new List<(int Size, double Rate)>();
        var watch = Stopwatch.StartNew();
        for (var size = 1; size <= largest; size *= 2)
        {
            try
            {
                rates.Add((size, Rate(convBase, size, run)));
            }
            catch (AggregateException exception) when (exception.InnerExceptions.All(e => e is OnnxRuntimeException))
            {
                // The device has no memory for so many.
                if (rates.Count == 0)
                {
                    throw exception.InnerExceptions[0];
                }

                break;
            }

            if (watch.Elapsed > time)
            {
                break;
            }
        }

        var best = rates.Max(r => r.Rate);
        return rates.First(r => r.Rate >= best * ShareOfBest).Size;
    }

    /// <summary>Images per second of all workers, each by its fastest run: the others were disturbed.</summary>
    private static double Rate(ConvBase convBase, int size, Action<Memory<float>, int, Memory<float>> run)
    {
        var rates = new double[convBase.Parallelism];
        Parallel.For(0, rates.Length, new ParallelOptions { MaxDegreeOfParallelism = rates.Length }, worker =>
        {
            var images = new float[size * 3 * convBase.ImageSize * convBase.ImageSize];
            var features = new float[size * convBase.FeatureLength];
            // The first run of a size also allocates memory.
            run(images, size, features);
            var watch = Stopwatch.StartNew();
            do
            {
                var begin = Stopwatch.GetTimestamp();
                run(images, size, features);
                rates[worker] = Math.Max(rates[worker], size / Stopwatch.GetElapsedTime(begin).TotalSeconds);
            }
            while (watch.Elapsed < TimePerSize);
        });
        return rates.Sum();
    }
}
