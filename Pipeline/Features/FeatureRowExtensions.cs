namespace Transfer.Pipeline.Features;

internal static class FeatureRowExtensions
{
    /// <summary>The features of some rows, in this order, <c>[N, F]</c>.</summary>
    /// <param name="indices">Null for all rows.</param>
    public static float[] ToArray(this IFeatureRows rows, IReadOnlyList<int>? indices = null)
    {
        indices ??= [.. Enumerable.Range(0, rows.Count)];
        var values = new float[(long)indices.Count * rows.Length];
        for (var i = 0; i < indices.Count; i++)
        {
            rows.CopyRow(indices[i], values.AsSpan(i * rows.Length, rows.Length));
        }

        return values;
    }

    /// <summary>Measures the scaling of the features on all rows.</summary>
    public static FeatureScaling MeasureScaling(this IFeatureRows rows)
    {
        var row = new float[rows.Length];
        return FeatureScaling.Measure(
            index =>
            {
                rows.CopyRow(index, row);
                return row;
            },
            rows.Count, rows.Length);
    }

    /// <summary>What training depends on of the rows, as texts to be hashed.</summary>
    public static IEnumerable<string> Content(this IFeatureRows rows)
    {
        var columns = (rows.Targets?.Length ?? 0) / Math.Max(1, rows.Count);
        return rows.Identities.Select((identity, i) => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
                $"{identity} {rows.Labels[i]} {string.Join(' ', rows.Targets?[(i * columns)..((i + 1) * columns)] ?? [])}"));
    }
}
