using System.Diagnostics;

namespace Transfer.Benchmarks;

/// <summary>Makes plain or augmented floats of images in memory, on threads of its own.</summary>
internal static class ViewMaking
{
    /// <summary>One pass over all images.</summary>
    public sealed record Pass(double ImagesPerSecond, double ProcessorMicroseconds, double AllocatedBytes);

    /// <summary>The photographs in the folder <c>shared</c> beside the repository.</summary>
    public static string DefaultFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Transfer.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? ".", "..", "shared", "data", "cats-vs-dogs", "train");
    }

    /// <summary>The bytes of the first images of every folder, all folders alike.</summary>
    public static byte[][] Read(string folder, int images)
    {
        var groups = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(ImageLoader.IsImageFile)
            .Order(StringComparer.Ordinal).GroupBy(Path.GetDirectoryName).ToList();
        return [.. groups.SelectMany(group => group.Take(images / groups.Count)).Select(File.ReadAllBytes)];
    }

    public static Pass Run(byte[][] files, int size, bool augmented, int threads, Imaging imaging = Imaging.Skia)
    {
        var loader = new ImageLoader(Preprocessing.Caffe, size) { Imaging = imaging };
        var augmenter = new Augmenter(AugmentationOptions.Preset("keras"), Preprocessing.Caffe, size, seed: 1) { Imaging = imaging };
        var (next, allocated) = (-1, 0L);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return new Pass(files.Length / seconds, (process.TotalProcessorTime - before).TotalMicroseconds / files.Length,
            (double)allocated / files.Length);

        void Work()
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            var values = new float[loader.ValueCount];
            for (int index; (index = Interlocked.Increment(ref next)) < files.Length;)
            {
                var outcome = augmented ? augmenter.Load(files[index], index, view: 1, values) : loader.Load(files[index], values);
                if (!outcome.IsOk)
                {
                    throw new InvalidDataException($"Image {index} {outcome.Detail}.");
                }
            }

            Interlocked.Add(ref allocated, GC.GetAllocatedBytesForCurrentThread() - start);
        }
    }

    /// <summary>The highest resident memory of this process, in bytes, after so many threads have made all images at once.</summary>
    public static long PeakMemory(bool augmented, int size, int threads, string folder, int images)
    {
        var files = Read(folder, images);
        // As many images for every thread, so that each of them needs all that it ever does.
        byte[][] all = [.. Enumerable.Range(0, threads).SelectMany(_ => files)];
        _ = Run(all, size, augmented, threads);
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
