namespace Transfer.Tests.Support;

/// <summary>Rows of features that no network has made.</summary>
internal sealed class FeaturesInMemory(float[] values, int length, long[] labels, IReadOnlyList<string> names) : IFeatureRows
{
    public int Count => labels.Length;

    public int Length => length;

    public long[] Labels => labels;

    public float[]? Targets => null;

    public IReadOnlyList<string> Names => names;

    public IReadOnlyList<string> Identities => names;

    public void CopyRow(int index, Span<float> destination) => values.AsSpan(index * length, length).CopyTo(destination);
}
