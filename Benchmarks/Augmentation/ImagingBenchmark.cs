using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>
/// The two decoders beside each other, on one thread: decoding and resizing, and one view of the preset <c>keras</c>. Then how much their
/// values differ. The files' bytes are in memory; the ways take turns.
/// </summary>
internal static class ImagingBenchmark
{
    private static readonly int[] Sizes = [150, 224];

    public static int Run(string[] args)
    {
        var data = BenchmarkArguments.Text(args, "--data") ?? ViewMaking.DefaultFolder();
        var rounds = BenchmarkArguments.Number(args, "--rounds", 5);
        if (!Directory.Exists(data))
        {
            Console.Error.WriteLine($"There is no folder '{data}'. Give one with images with --data FOLDER.");
            return 1;
        }

        var files = ViewMaking.Read(data, BenchmarkArguments.Number(args, "--images", 300));
        Console.WriteLine($"{files.Length} images, one thread, {rounds} rounds by turns after one to warm up.");
        foreach (var size in Sizes)
        {
            Compare(files, size, rounds);
            var differences = files.Select(file => Difference(file, size)).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size} px: the values differ by {differences.Average():F2} of "
                + $"255 on average, in the worst image by {differences[^1]:F2}"));
        }

        return 0;
    }

    private static void Compare(byte[][] files, int size, int rounds)
    {
        (Imaging Imaging, bool Augmented)[] ways =
            [(Imaging.Skia, false), (Imaging.ImageSharp, false), (Imaging.Skia, true), (Imaging.ImageSharp, true)];
        var passes = ways.Select(_ => new List<ViewMaking.Pass>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (i, (imaging, augmented)) in ways.Index())
            {
                var pass = ViewMaking.Run(files, size, augmented, threads: 1, imaging);
                if (round > 0)
                {
                    passes[i].Add(pass);
                }
            }
        }

        foreach (var ((imaging, augmented), own) in ways.Zip(passes))
        {
            var times = own.Select(pass => pass.ProcessorMicroseconds).Order().ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{size} px: {imaging}, {(augmented ? "keras view" : "decode + resize")}: {times[rounds / 2]:F0} us of processor time "
                    + $"({times[0]:F0} to {times[^1]:F0}) and {own[rounds / 2].AllocatedBytes:F0} allocated bytes"));
        }
    }

    private static double Difference(byte[] file, int size)
    {
        var skia = new ImageLoader(new Preprocessing(), size);
        var sharp = new ImageLoader(new Preprocessing(), size) { Imaging = Imaging.ImageSharp };
        var (a, b) = (new float[skia.ValueCount], new float[skia.ValueCount]);
        if (!skia.Load(file, a).IsOk || !sharp.Load(file, b).IsOk)
        {
            throw new InvalidDataException("An image cannot be decoded.");
        }

        return a.Zip(b, (x, y) => Math.Abs((double)x - y)).Average();
    }
}
