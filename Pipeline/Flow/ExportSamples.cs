using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Transfer.Pipeline;

/// <summary>
/// Validation samples on which an exported file must give the outputs that the trainer gave: <c>export-check.npz</c> has a few of them.
/// </summary>
/// <param name="Rows">Their features at the cut, or their rows of a table.</param>
/// <param name="Outputs">The trainer's outputs for them, <c>[N, K]</c>.</param>
/// <param name="Images">Some of them as the network gets them, <c>[M, 3, H, W]</c>; empty for a table.</param>
/// <param name="Picked">The rows of the images, <c>[M]</c>.</param>
internal sealed record ExportSamples(IFeatureRows Rows, float[] Outputs, float[] Images, IReadOnlyList<int> Picked)
{
    private const int MostRows = 32;
    private const int MostImages = 4;

    // Of features and of images each; one of each is kept in any case.
    private const int MostBytes = 2 << 20;

    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private int Columns => Outputs.Length / Rows.Count;

    /// <summary>The trainer's outputs for the images, <c>[M, K]</c>.</summary>
    public float[] OutputsOfImages => OutputsOf(Picked);

    /// <summary>Some of the rows, evenly spread, so that every class is among them.</summary>
    public int[] Spread(int most) => Spread([.. Enumerable.Range(0, Rows.Count)], most);

    /// <summary>Keeps a few samples, evenly spread, so that every class is among them.</summary>
    public void Save(string path)
    {
        IReadOnlyList<int> candidates = Picked.Count > 0 ? Picked : [.. Enumerable.Range(0, Rows.Count)];
        var rows = Spread(candidates, Math.Clamp(MostBytes / (Rows.Length * sizeof(float)), 1, MostRows));
        var length = Picked.Count == 0 ? 0 : Images.Length / Picked.Count;
        int[] shown = length == 0 ? [] : Spread(rows, Math.Clamp(MostBytes / (length * sizeof(float)), 1, MostImages));
        // Those with an image come first.
        int[] kept = [.. shown, .. rows.Except(shown)];
        float[] images = [.. shown.SelectMany(row => Images[(IndexOf(row) * length)..((IndexOf(row) + 1) * length)])];
        using var file = new AtomicFile(path);
        using (var archive = new ZipArchive(file.Stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "features", Rows.ToArray(kept), kept.Length);
            Write(archive, "outputs", OutputsOf(kept), kept.Length);
            if (shown.Length > 0)
            {
                Write(archive, "images", images, shown.Length);
            }
        }

        file.Commit();

        int IndexOf(int row) => Picked.Index().First(p => p.Item == row).Index;
    }

    /// <summary>Reads what <see cref="Save"/> has kept.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static ExportSamples Read(RunFolder run)
    {
        var path = run.ExportCheckPath;
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"'{run.Path}' has no {Path.GetFileName(path)}, with which an export is checked. "
                + "Train again into another run folder.");
        }

        var arrays = NpzReader.Read(TableStream.ReadAll(path), path, TableStream.MostUnpacked);
        if (!arrays.TryGetValue("features", out var features) || !arrays.TryGetValue("outputs", out var outputs)
            || features.Rows != outputs.Rows)
        {
            throw Damaged();
        }

        var images = arrays.GetValueOrDefault("images");
        var count = images?.Rows ?? 0;
        if (count > features.Rows)
        {
            throw Damaged();
        }

        var data = new TableData { Features = features.Values, Shape = [features.RowLength] };
        return new ExportSamples(new TableRows(data, [.. Enumerable.Range(0, features.Rows)]), outputs.Values, images?.Values ?? [],
            [.. Enumerable.Range(0, count)]);

        InvalidDataException Damaged() =>
            new($"'{path}' is damaged: it has no features with outputs. Train again into another run folder.");
    }

    /// <summary>The trainer's outputs for some rows.</summary>
    public float[] OutputsOf(IReadOnlyList<int> rows) => [.. rows.SelectMany(i => Outputs[(i * Columns)..((i + 1) * Columns)])];

    private static int[] Spread(IReadOnlyList<int> rows, int most)
    {
        var count = Math.Min(most, rows.Count);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }

    private static void Write(ZipArchive archive, string name, float[] values, int rows)
    {
        var entry = archive.CreateEntry($"{name}.npy", CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        using var stream = entry.Open();
        stream.Write(NumpyHeader.Of("<f4", [rows, values.Length / rows]));
        stream.Write(MemoryMarshal.AsBytes<float>(values));
    }
}
