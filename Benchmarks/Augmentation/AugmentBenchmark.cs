using System.Diagnostics;
using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>
/// Decoding with one view of the preset <c>keras</c> beside plain decoding and resizing, at 150 and 224 px, on all cores: images per
/// second, cost, and memory per thread. The files' bytes are in memory; the ways take turns.
/// </summary>
internal static class AugmentBenchmark
{
    // A thread's memory is what eight more of them add to the highest resident memory of a process of its own.
    private const int MoreThreads = 8;
    private const int ChildImages = 200;

    private static readonly int[] Sizes = [150, 224];

    public static int Run(string[] args)
    {
        if (args is ["--child", var kind, var pixels, var threads, var folder])
        {
            var peak = ViewMaking.PeakMemory(kind == "keras", Number(pixels), Number(threads), folder, ChildImages);
            Console.WriteLine(peak.ToString(CultureInfo.InvariantCulture));
            return 0;
        }

        var data = BenchmarkArguments.Text(args, "--data") ?? ViewMaking.DefaultFolder();
        var rounds = BenchmarkArguments.Number(args, "--rounds", 7);
        if (!Directory.Exists(data))
        {
            Console.Error.WriteLine($"There is no folder '{data}'. Give one with images with --data FOLDER.");
            return 1;
        }

        var files = ViewMaking.Read(data, BenchmarkArguments.Number(args, "--images", 2000));
        Console.WriteLine($"{files.Length} images, {Environment.ProcessorCount} threads, {rounds} rounds by turns after one to warm up.");
        foreach (var size in Sizes)
        {
            Compare(files, size, rounds);
            Console.WriteLine($"{size} px: memory of a thread, native included: decode + resize {Memory("plain", size, data)}, decode "
                + $"+ keras view {Memory("keras", size, data)}");
        }

        return 0;
    }

    private static void Compare(byte[][] files, int size, int rounds)
    {
        var (plain, keras) = (new List<ViewMaking.Pass>(), new List<ViewMaking.Pass>());
        for (var round = 0; round <= rounds; round++)
        {
            // Which goes first alternates, so that a machine that slows down favours neither.
            foreach (var augmented in round % 2 == 0 ? new[] { false, true } : [true, false])
            {
                var pass = ViewMaking.Run(files, size, augmented, Environment.ProcessorCount);
                if (round > 0)
                {
                    (augmented ? keras : plain).Add(pass);
                }
            }
        }

        Show("decode + resize", plain);
        Show("decode + keras view", keras);
        var clock = Median(keras.Zip(plain, (k, p) => p.ImagesPerSecond / k.ImagesPerSecond));
        var processor = Median(keras.Zip(plain, (k, p) => k.ProcessorMicroseconds / p.ProcessorMicroseconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size} px: a keras view costs {clock:F2} times decode + "
            + $"resize by the clock, {processor:F2} times in processor time"));

        void Show(string title, List<ViewMaking.Pass> passes) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{size} px: {title,-20} {Median(passes.Select(p => p.ImagesPerSecond)),7:F0} images/s; an image takes "
                + $"{Median(passes.Select(p => p.ProcessorMicroseconds)):F0} us of processor time and "
                + $"{Median(passes.Select(p => p.AllocatedBytes)):F0} allocated bytes"));
    }

    private static string Memory(string kind, int size, string data)
    {
        var (one, many) = (Child(kind, size, 1, data), Child(kind, size, 1 + MoreThreads, data));
        return string.Create(CultureInfo.InvariantCulture, $"{(many - one) / (double)MoreThreads / (1 << 20):F1} MiB");
    }

    private static long Child(string kind, int size, int threads, string data)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "augment", "--child", kind, $"{size}", $"{threads}", data })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.Parse(output.Trim(), CultureInfo.InvariantCulture);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
