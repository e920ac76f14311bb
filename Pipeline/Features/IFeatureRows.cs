namespace Transfer.Pipeline.Features;

/// <summary>Features with their targets, row by row: in the cache, or a table in memory.</summary>
internal interface IFeatureRows
{
    /// <summary>N, the number of rows.</summary>
    int Count { get; }

    /// <summary>F, the number of features of a row.</summary>
    int Length { get; }

    /// <summary>The class of each row, <c>[N]</c>; zeros where there are <see cref="Targets"/>.</summary>
    long[] Labels { get; }

    /// <summary>Labels of 0 and 1, or values, row by row, <c>[N, K]</c>; null where rows have classes.</summary>
    float[]? Targets { get; }

    /// <summary>What each row is called: the path of its image, or its number in the table.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The same text for rows with the same content.</summary>
    IReadOnlyList<string> Identities { get; }

    /// <summary>Copies the features of a row, <c>[F]</c>.</summary>
    void CopyRow(int index, Span<float> destination);
}
