using System.Diagnostics;
using System.Globalization;
using static System.FormattableString;

namespace Transfer.Benchmarks;

/// <summary>
/// Images a second on a GPU from files to features, beside a bare session of ONNX Runtime that gets the same batches from memory, the share
/// of the time in which the GPU computes, and how far the features are from those of the processor. <c>--device cpu</c> tries the benchmark
/// itself on a processor.
/// </summary>
internal static class GpuBenchmark
{
    private const int Compared = 32;

    private static readonly string[] Kinds = ["bare", "transfer"];

    private static readonly BenchmarkNetwork[] Networks =
    [
        new("VGG16", "topologies/keras-VGG16.onnx", 224, "caffe", 0, 0, false),
        .. BenchmarkNetwork.All.Where(n => n.Name != "VGG16"),
        new("ViT-S/16", "topologies/timm-vit_small_patch16_224.onnx", 224, "tf", 0, 0, false),
    ];

    public static int Run(string[] args)
    {
        var request = BenchmarkArguments.Text(args, "--device") ?? "cuda";
        Device device;
        try
        {
            device = Device.Resolve(request);
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException)
        {
            Console.Error.WriteLine($"Nothing was measured. {exception.Message}");
            return 1;
        }

        var (rounds, images) = (BenchmarkArguments.Number(args, "--rounds", 3), BenchmarkArguments.Number(args, "--images", 4000));
        var only = BenchmarkArguments.Text(args, "--only");
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-").FullName;
        try
        {
            Console.WriteLine($"{device}, {device.ExecutionProvider} of ONNX Runtime {ConvBase.RuntimeVersion}, "
                + $"{Environment.ProcessorCount} processor cores");
            foreach (var size in Networks.Select(n => (n.Size, n.Preprocessing)).DistinctBy(n => n.Size))
            {
                Console.WriteLine(Invariant($"decoding alone at {size.Size} px: {Decoding(size.Size, size.Preprocessing):F0} images/s"));
            }

            var precisions = device.Kind == DeviceKind.Cpu ? [BasePrecision.Float32]
                : BenchmarkArguments.Text(args, "--precision") is { } one ? [Enum.Parse<BasePrecision>(one)]
                : Enum.GetValues<BasePrecision>();
            foreach (var network in Networks.Where(n => only is null || n.Name == only))
            {
                var folder = Path.Combine(work, network.Name.Replace('/', '-'));
                Compare(network, folder, [.. precisions.Select(p => device with { Precision = p })], (rounds, images));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static void Compare(BenchmarkNetwork network, string folder, Device[] devices, (int Rounds, int Images) work)
    {
        network.Prepare(folder);
        var graph = OnnxGraph.Load(Path.Combine(folder, BenchmarkNetwork.BaseFile));
        Float16Graph.Of(graph).Save(Path.Combine(folder, BenchmarkNetwork.HalfBaseFile));
        var reference = Features(network, folder, Device.Cpu, calibrate: false).Values;
        foreach (var device in devices)
        {
            var (values, batch) = Features(network, folder, device, calibrate: true);
            var job = new ExtractionJob(folder, network.Size, network.Preprocessing, work.Images, batch) { Device = device };
            var name = $"{network.Name} at {network.Size} px, {device.Precision}, batches of {batch}";
            Console.WriteLine(Invariant($"{name}: differs from the processor by {Divergence.Of(values, reference):G2} of the largest"));
            Race(name, job, work.Rounds);
        }
    }

    private static void Race(string name, ExtractionJob job, int rounds)
    {
        var rates = Kinds.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var kind in round % 2 == 0 ? Kinds : Kinds.Reverse())
            {
                GpuMeter? meter = null;
                rates[kind].Add(ExtractionContestants.Measure(
                    kind, job, () => job.Device.Kind == DeviceKind.Cuda ? meter = new GpuMeter(job.Device.Index) : null));
                Console.WriteLine(Invariant($"{name}, round {round + 1}, {kind}: {rates[kind][^1]:F1} images/s{Text(meter)}"));
            }
        }

        var (bare, transfer) = (ExtractionBenchmark.Median(rates["bare"]), ExtractionBenchmark.Median(rates["transfer"]));
        Console.WriteLine(Invariant(
            $"{name}, medians of {rounds}: bare session {bare:F1}, Transfer {transfer:F1} images/s, {transfer / bare:F3} of it"));
    }

    /// <summary>The features of some photographs, and the batch that an extraction would choose.</summary>
    private static (float[] Values, int Batch) Features(BenchmarkNetwork network, string folder, Device device, bool calibrate)
    {
        var graph = OnnxGraph.Load(Path.Combine(folder, BenchmarkNetwork.NetworkFile));
        var cut = CutPoints.Find(graph, network.Size).Single(c => c.IsDefault);
        using var convBase = new ConvBase(graph, cut, network.Size, Pooling.Average, device);
        var loader = new ImageLoader(Preprocessing.Parse(network.Preprocessing), network.Size);
        var images = new float[Compared * loader.ValueCount];
        for (var i = 0; i < Compared; i++)
        {
            loader.Load(BenchmarkPhotos.Files[i], images.AsSpan(i * loader.ValueCount, loader.ValueCount));
        }

        var values = new float[Compared * convBase.FeatureLength];
        convBase.Run(images, Compared, values);
        return (values, calibrate ? convBase.Calibrate() : 0);
    }

    /// <summary>Images a second that all cores read, decode and resize.</summary>
    private static double Decoding(int size, string preprocessing)
    {
        var loader = new ImageLoader(Preprocessing.Parse(preprocessing), size);
        var files = BenchmarkPhotos.Files;
        var rate = 0.0;
        // The first time warms up.
        for (var time = 0; time < 2; time++)
        {
            var watch = Stopwatch.StartNew();
            Parallel.For(0, files.Count, () => new float[loader.ValueCount], (i, _, image) =>
            {
                loader.Load(files[i], image);
                return image;
            }, _ => { });
            rate = files.Count / watch.Elapsed.TotalSeconds;
        }

        return rate;
    }

    private static string Text(GpuMeter? meter) => meter is { Busy: { } busy, Megabytes: { } megabytes }
        ? string.Create(CultureInfo.InvariantCulture, $", GPU busy {busy:F0} %, {megabytes:N0} MB")
        : ", GPU not measured";
}
