using System.Diagnostics;
using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>
/// What it costs that a JPEG gives the values of its decoded pixels: decoding and resizing on one thread, at a reduced scale close to the
/// target, at the scale that is used, and whole. The files' bytes are in memory; the ways take turns.
/// </summary>
internal static class DecodeBenchmark
{
    private static readonly int[] Sizes = [64, 150, 224];

    public static int Run(string[] args)
    {
        var data = BenchmarkArguments.Text(args, "--data") ?? ViewMaking.DefaultFolder();
        var rounds = BenchmarkArguments.Number(args, "--rounds", 5);
        if (!Directory.Exists(data))
        {
            Console.Error.WriteLine($"There is no folder '{data}'. Give one with images with --data FOLDER.");
            return 1;
        }

        var files = ViewMaking.Read(data, BenchmarkArguments.Number(args, "--images", 500));
        Console.WriteLine($"{files.Length} images, one thread, {rounds} rounds by turns after one to warm up.");
        foreach (var size in Sizes)
        {
            // The decoder takes the smallest scale at which the sides are Margin times what it is asked for.
            (string Name, int Asked)[] ways =
            [
                ("reduced to the target", size / ImageDecoder.Margin),
                ($"reduced to {ImageDecoder.Margin} times the target", size),
                ("whole", 8192),
            ];
            var times = ways.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (i, way) in ways.Index())
                {
                    var microseconds = Time(files, way.Asked, size);
                    if (round > 0)
                    {
                        times[i].Add(microseconds);
                    }
                }
            }

            foreach (var (way, own) in ways.Zip(times))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{size} px: {way.Name,-30} {own.Order().ElementAt(own.Count / 2),7:F0} us an image"));
            }
        }

        return 0;
    }

    private static double Time(byte[][] files, int asked, int size)
    {
        var (renderer, values) = (new ViewRenderer(), new float[3 * size * size]);
        var format = new ViewFormat(size, size, ResizeMode.Stretch, default, Normalisation.From(Preprocessing.Caffe));
        var watch = Stopwatch.StartNew();
        foreach (var file in files)
        {
            using var image = ImageDecoder.Decode(file, asked, ImageProcessor.DefaultMaxPixels, out var outcome);
            renderer.Render(image ?? throw new InvalidDataException($"An image "
                + $"{outcome.Detail}."), ViewParameters.Unchanged, format, values);
        }

        return watch.Elapsed.TotalMicroseconds / files.Length;
    }
}
