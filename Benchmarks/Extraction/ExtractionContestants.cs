using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Transforms.Image;

namespace Transfer.Benchmarks;

/// <summary>The ways to features. Each warms up first; loading the network is in nobody's time.</summary>
internal static class ExtractionContestants
{
    /// <summary>Images a second.</summary>
    /// <param name="measure">Measures something else during the time that counts; null for nothing.</param>
    public static double Measure(string kind, ExtractionJob job, Func<IDisposable?>? measure = null) => kind switch
    {
        "bare" => Bare(job, sideBySide: false, measure),
        "lanes" => Bare(job, sideBySide: true, measure),
        "transfer" => Extract(job, measure),
        "mlnet" => MlNet(job),
        _ => throw new ArgumentException($"'{kind}' is not a contestant."),
    };

    /// <summary>
    /// ONNX Runtime on batches of real images that are in memory: one run at a time with a thread for every core (which its own choice
    /// is not on every virtual machine), or as many runs side by
    /// side as there are cores, with a thread each.
    /// </summary>
    private static double Bare(ExtractionJob job, bool sideBySide, Func<IDisposable?>? measure)
    {
        var loader = new ImageLoader(Preprocessing.Parse(job.Preprocessing), job.Size);
        var batches = BenchmarkPhotos.Files.Take(8 * job.BatchSize).Chunk(job.BatchSize).Select(files =>
        {
            var images = new float[files.Length * loader.ValueCount];
            for (var i = 0; i < files.Length; i++)
            {
                loader.Load(files[i], images.AsSpan(i * loader.ValueCount, loader.ValueCount));
            }

            return OrtValue.CreateTensorValueFromMemory(images, [files.Length, 3, job.Size, job.Size]);
        }).ToArray();
        using var settings = new SessionOptions { IntraOpNumThreads = sideBySide ? 1 : Environment.ProcessorCount };
        if (job.Device.Kind == DeviceKind.Cuda)
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new()
            {
                ["device_id"] = $"{job.Device.Index}",
                ["use_tf32"] = job.Device.Precision == BasePrecision.TensorFloat32 ? "1" : "0",
            });
            settings.AppendExecutionProvider_CUDA(cuda);
        }

        using var session = new InferenceSession(job.Base, settings);
        using var options = new RunOptions();
        var width = new ParallelOptions { MaxDegreeOfParallelism = sideBySide ? Environment.ProcessorCount : 1 };
        Run(job.WarmUp / job.BatchSize);
        var runs = (job.Images + job.BatchSize - 1) / job.BatchSize;
        using var meter = measure?.Invoke();
        var watch = Stopwatch.StartNew();
        Run(runs);
        return runs * job.BatchSize / watch.Elapsed.TotalSeconds;

        void Run(int count) => Parallel.For(0, count, width, i =>
        {
            using var results = session.Run(options, session.InputNames, [batches[i % batches.Length]], session.OutputNames);
        });
    }

    /// <summary>The product with an empty store: listing, reading, hashing, decoding, base, shards on the disk.</summary>
    private static double Extract(ExtractionJob job, Func<IDisposable?>? measure)
    {
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-");
        try
        {
            var data = BenchmarkPhotos.Link(Path.Combine(work.FullName, "photos"), job.WarmUp + job.Images);
            var features = new FeatureOptions
            {
                Model = job.Network,
                Preprocessing = job.Preprocessing,
                ImageSize = job.Size,
                Cache = Path.Combine(work.FullName, "cache"),
                Device = $"{job.Device}",
                Precision = job.Device.Precision,
            };
            var options = new ExtractOptions { Data = data, BatchSize = job.BatchSize, Features = features };
            using var open = OpenBase.Open(options);
            using var source = FeatureSource.Open(open, features, null);
            var parts = FeatureExtraction.PartsOf(source, options);
            Run(parts, data, new Range(0, job.WarmUp)).GetAwaiter().GetResult();
            using var meter = measure?.Invoke();
            var watch = Stopwatch.StartNew();
            var rows = Run(parts, data, new Range(job.WarmUp, job.WarmUp + job.Images)).GetAwaiter().GetResult();
            return rows == job.Images
                ? job.Images / watch.Elapsed.TotalSeconds
                : throw new InvalidDataException($"{rows} of {job.Images} images have features.");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task<int> Run(EngineParts parts, string data, Range which)
    {
        var rows = 0;
        using var engine = new ExtractionEngine(parts);
        await foreach (var image in engine.RunAsync(new FolderListing(data, followLinks: false).Files().Take(which)).ConfigureAwait(false))
        {
            rows += image.Outcome.IsOk ? 1 : 0;
        }

        return rows;
    }

    private static double MlNet(ExtractionJob job)
    {
        var context = new MLContext(seed: 1);
        using var session = new InferenceSession(job.Base);
        var (input, output) = (session.InputNames[0], session.OutputNames[0]);
        session.Dispose();
        var shapes = new Dictionary<string, int[]> { [input] = [1, 3, job.Size, job.Size] };
        // One offset for all channels is all that it has; it costs what the right ones would.
        var pipeline = context.Transforms.LoadImages("image", "", nameof(Photo.Path))
            .Append(context.Transforms.ResizeImages("image", job.Size, job.Size, "image", ImageResizingEstimator.ResizingKind.Fill))
            .Append(context.Transforms.ExtractPixels(input, "image", interleavePixelColors: false, offsetImage: 117, scaleImage: 1))
            .Append(context.Transforms.ApplyOnnxModel(
                [output], [input], job.Base, shapes, gpuDeviceId: null, fallbackToCpu: true, recursionLimit: 100));
        Once(pipeline.Fit(Photos(1)), job.WarmUp);
        return Once(pipeline.Fit(Photos(1)), job.Images);

        IDataView Photos(int count) =>
            context.Data.LoadFromEnumerable(BenchmarkPhotos.Files.Take(count).Select(p => new Photo { Path = p }));

        double Once(ITransformer transformer, int images)
        {
            var watch = Stopwatch.StartNew();
            var rows = transformer.Transform(Photos(images)).GetColumn<float[]>(output).Count(row => row.Length > 1);
            return rows == images
                ? images / watch.Elapsed.TotalSeconds
                : throw new InvalidDataException($"ML.NET gave {rows} rows for {images} images.");
        }
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";
    }
}
