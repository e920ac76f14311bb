using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Transfer.Pipeline;

/// <summary>Some rows of a table in memory.</summary>
/// <param name="data">The table.</param>
/// <param name="rows">Which rows.</param>
internal sealed class TableRows(TableData data, int[] rows) : IFeatureRows
{
    private readonly Lazy<string[]> _identities = new(() => Array.ConvertAll(rows, i => Convert.ToHexStringLower(
        SHA256.HashData(MemoryMarshal.AsBytes(data.Features.AsSpan(i * data.Length, data.Length))))));

    public int Count => rows.Length;

    public int Length => data.Length;

    public long[] Labels { get; } = Array.ConvertAll(rows, i => data.Classes.Count > 0 ? data.Labels[i] : 0);

    public float[]? Targets { get; } = data.Classes.Count > 0 ? null
        : [.. rows.SelectMany(i => data.Targets[(i * data.TargetNames.Count)..((i + 1) * data.TargetNames.Count)])];

    public IReadOnlyList<string> Names => data.SampleNames.Count > 0 ? Array.ConvertAll(rows, i => data.SampleNames[i])
        : Array.ConvertAll(rows, i => (i + 1).ToString(CultureInfo.InvariantCulture));

    public IReadOnlyList<string> Identities => _identities.Value;

    public void CopyRow(int index, Span<float> destination) => Row(index).CopyTo(destination);

    private ReadOnlySpan<float> Row(int index) => data.Features.AsSpan(rows[index] * Length, Length);
}
