using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>
/// Images a second on a GPU from files to features, beside a bare session of ONNX Runtime that gets the same batches from memory, and the
/// share of the time in which the GPU computes. <c>--device cpu</c> tries the benchmark itself on a processor.
/// </summary>
internal static class GpuBenchmark
{
    private static readonly string[] Kinds = ["bare", "transfer"];

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
            foreach (var network in BenchmarkNetwork.All.Where(n => only is null || n.Name == only))
            {
                Compare(network, Path.Combine(work, network.Name), device, rounds, images);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static void Compare(BenchmarkNetwork network, string folder, Device device, int rounds, int images)
    {
        network.Prepare(folder);
        var job = new ExtractionJob(folder, network.Size, network.Preprocessing, images, BatchOf(network, folder, device))
        {
            Device = device,
        };
        var rates = Kinds.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var kind in round % 2 == 0 ? Kinds : Kinds.Reverse())
            {
                GpuMeter? meter = null;
                rates[kind].Add(ExtractionContestants.Measure(
                    kind, job, () => device.Kind == DeviceKind.Cuda ? meter = new GpuMeter(device.Index) : null));
                Console.WriteLine($"{network.Name} at {network.Size} px, batches of {job.BatchSize}, round {round + 1}, {kind}: "
                    + string.Create(CultureInfo.InvariantCulture, $"{rates[kind][^1]:F1} images/s{Text(meter)}"));
            }
        }

        var (bare, transfer) = (ExtractionBenchmark.Median(rates["bare"]), ExtractionBenchmark.Median(rates["transfer"]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{network.Name}, medians of {rounds}: bare session {bare:F1}, Transfer {transfer:F1} images/s, {transfer / bare:F3} of it"));
    }

    /// <summary>What an extraction would choose.</summary>
    private static int BatchOf(BenchmarkNetwork network, string folder, Device device)
    {
        var graph = OnnxGraph.Load(Path.Combine(folder, BenchmarkNetwork.NetworkFile));
        var cut = CutPoints.Find(graph, network.Size).Single(c => c.IsDefault);
        using var convBase = new ConvBase(graph, cut, network.Size, Pooling.Average, device);
        return convBase.Calibrate();
    }

    private static string Text(GpuMeter? meter) => meter is { Busy: { } busy, Megabytes: { } megabytes }
        ? string.Create(CultureInfo.InvariantCulture, $", GPU busy {busy:F0} %, {megabytes:N0} MB")
        : ", GPU not measured";
}
