using System.Globalization;
using System.IO.Compression;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Files of samples of six features, one of which tells the class.</summary>
internal sealed class TableSamples : IDisposable
{
    public const int Features = 6;

    public TemporaryFolder Folder { get; } = new();

    public static float[] Vector(int index, long seed)
    {
        var random = new SeededRandom(seed, index);
        return [.. Enumerable.Range(0, Features).Select(j => (float)random.Normal(j == index % 3 ? 4 : 0, 1))];
    }

    public string Csv(string name, int count, Func<int, string> target, Func<int, bool>? only = null) =>
        Csv(name, count, (i, _) => target(i), "class", only);

    public string Csv(string name, int count, Func<int, float[], string> target, string columns, Func<int, bool>? only = null) =>
        Folder.Write(name, System.Text.Encoding.UTF8.GetBytes($"a,b,c,d,e,f,{columns}\n" + string.Concat(
            Enumerable.Range(0, count).Where(i => only?.Invoke(i) ?? true).Select(i =>
                string.Join(',', Vector(i, 1).Select(v => v.ToString(CultureInfo.InvariantCulture))) + $",{target(i, Vector(i, 1))}\n"))));

    /// <summary>Rows, or one value of each.</summary>
    public string Idx(string name, int count, Func<float[], float?> target, long seed = 1)
    {
        var rows = Enumerable.Range(0, count).Select(i => Vector(i, seed)).Select(x => target(x) is { } value ? [value] : x).ToList();
        var bytes = new List<byte> { 0, 0, 0x0D, 2 };
        foreach (var number in new[] { count, rows[0].Length })
        {
            bytes.AddRange(BitConverter.GetBytes(number).Reverse());
        }

        bytes.AddRange(rows.SelectMany(r => r).SelectMany(v => BitConverter.GetBytes(v).Reverse()));
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            return Folder.Write(name, [.. bytes]);
        }

        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionMode.Compress))
        {
            stream.Write(bytes.ToArray());
        }

        return Folder.Write(name, packed.ToArray());
    }

    /// <summary>Options of a run on a CSV file of samples of these classes in turn.</summary>
    public TrainOptions OfClasses(string run, int count, params string[] names) =>
        Options(Csv($"{run}.csv", count, i => names[i % names.Length]), run);

    public TrainOptions Options(string data, string run) => new()
    {
        Data = data,
        Run = Folder.File(run),
        Overwrite = true,
        Head = new HeadOptions { Layers = "dense:16,relu" },
        Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-2 },
        Features = new FeatureOptions { Device = "cpu" },
    };

    public void Dispose() => Folder.Dispose();

    public sealed class Sentences(List<string> said) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => said.Add(value.Text);
    }
}
