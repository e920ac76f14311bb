using System.Runtime.InteropServices;

namespace Transfer.Pipeline;

/// <summary>Makes the golden vectors of a model of a table: drawn rows, since those of the data are its owner's.</summary>
internal static class GoldenRows
{
    private const int Count = 8;
    private const int Seed = 8;

    public static GoldenVectors Make(Head head, ModelMetadata metadata)
    {
        var (random, rows) = (new SeededRandom(Seed), new float[Count * head.Features]);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = random.Next(1000) / 500f;
        }

        var data = new TableData { Features = rows, Shape = [head.Features] };
        var outputs = ModuleOutputs.Of(head, new TableRows(data, [.. Enumerable.Range(0, Count)]), metadata.Temperature);
        return GoldenVectors.Of(
            GoldenVectors.Rows, [Count, head.Features], MemoryMarshal.AsBytes<float>(rows), ExportedModel.Named(outputs, Count, metadata),
            OutputNodes.NameOf(metadata.Targets));
    }
}
