using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>Files that are damaged anyhow end in a sentence or a result, in bounded time and memory.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int Some = 100;
    private const int All = 10_000;
    private const int MostFaults = 20;
    private const long MostBytes = 3L << 30;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_undamaged_networks_pass_or_name_what_they_lack()
    {
        foreach (var (name, content) in SmallNetworks.All)
        {
            var result = ModelCheck.Run(OnnxGraph.Load(_folder.Write($"{name}.onnx", content)), 16);
            Assert.True(result.Passed || result.UnsupportedOperators.Count > 0, $"{name}: {string.Join(' ', result.Faults)}");
        }
    }

    [Fact]
    public void Some_damaged_files_end_in_a_sentence_or_a_result() => Run(0, Some);

    [Theory]
    [InlineData(701)]
    [InlineData(7470)]
    public void Files_that_once_ended_otherwise_end_in_a_sentence(int seed) => Run(seed, seed + 1);

    [Fact(Explicit = true)]
    public void Ten_thousand_damaged_files_end_in_a_sentence_or_a_result() => Run(Some, All);

    private void Run(int from, int to)
    {
        var networks = SmallNetworks.All.ToArray();
        var faults = new List<string>();
        using var process = Process.GetCurrentProcess();
        var before = Peak();
        for (var seed = from; seed < to && faults.Count < MostFaults; seed++)
        {
            var (name, content) = networks[seed % networks.Length];
            // Where the process dies, the file that is left tells the seed.
            var path = _folder.Write($"{name}-{seed}.onnx", OnnxMutator.Mutate(content, seed));
            var watch = Stopwatch.GetTimestamp();
            var fault = Fault(path) ?? (Stopwatch.GetElapsedTime(watch) > Longest ? $"took {Stopwatch.GetElapsedTime(watch)}"
                : Peak() - before > MostBytes ? $"took {(Peak() - before) >> 20} MB" : null);
            if (fault is not null)
            {
                faults.Add($"{name}, seed {seed}: {fault}");
                before = Peak();
            }

            File.Delete(path);
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));

        long Peak()
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Tries all doors; what goes wrong in another way than by a sentence of ours.</summary>
    private static string? Fault(string path)
    {
        try
        {
            var backbone = Backbone.Load(path);
            var cut = CutPoints.Find(backbone.Graph, backbone.Record.ImageSize).Single(c => c.IsDefault);
            using (var convBase = new ConvBase(backbone.Graph, cut, backbone.Record.ImageSize, Pooling.None, Device.Cpu))
            {
                var images = ImageBatch.Patterns(1, backbone.Record.ImageSize);
                convBase.RunSequential(images.Values, 1, new float[convBase.FeatureLength]);
            }

            ModelCheck.Run(backbone.Graph, backbone.Record.ImageSize);
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or ArgumentException or IOException)
        {
            // A sentence of ours, and not of a library that was given nonsense.
            var thrower = new StackTrace(exception).GetFrame(0)?.GetMethod()?.DeclaringType?.Assembly.GetName().Name;
            // Compiled anew while it runs, this method may have taken in all of ours.
            return thrower is "Transfer.Models" or "Transfer.Tests" ? null : $"{exception}";
        }
        catch (Exception exception)
        {
            return $"{exception}";
        }
    }
}
