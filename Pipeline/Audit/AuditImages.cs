namespace Transfer.Pipeline.Audit;

/// <summary>The images of an audit with their features, in the order of their contents.</summary>
internal sealed class AuditImages
{
    private readonly string[] _splits;

    /// <param name="rows">The features of all images that can be used.</param>
    /// <param name="names">The name of each image, relative to the data folder.</param>
    /// <param name="splits">The split of each image; empty texts where there are none.</param>
    /// <param name="classes">The names of the classes.</param>
    public AuditImages(IFeatureRows rows, IReadOnlyList<string> names, string[] splits, IReadOnlyList<string> classes)
    {
        (Features, Length, Labels, Names, _splits, Classes) = (rows.ToArray(), rows.Length, rows.Labels, names, splits, classes);
        Identities = rows.Identities;
    }

    /// <summary>N, the number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The features, <c>[N, F]</c>.</summary>
    public float[] Features { get; }

    /// <summary>F, the number of features of an image.</summary>
    public int Length { get; }

    /// <summary>The class of each image.</summary>
    public long[] Labels { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The path of each image relative to the data folder.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The same text for images of the same content.</summary>
    public IReadOnlyList<string> Identities { get; }

    /// <summary>The features of an image, <c>[F]</c>.</summary>
    public ReadOnlySpan<float> RowOf(int image) => Features.AsSpan(image * Length, Length);

    /// <summary>The split of an image; empty where there are none.</summary>
    public string SplitOf(int image) => _splits[image];

    /// <summary>The name of the class of an image.</summary>
    public string ClassOf(int image) => Classes[(int)Labels[image]];

    /// <summary>A finding on an image.</summary>
    public AuditFinding Finding(int image, FindingKind kind, string group, double score, string proposed = "") =>
        new(Names[image], kind, group, Math.Clamp(score, 0, 1), ClassOf(image), proposed) { Split = SplitOf(image) };

    /// <summary>Some of the images, as a table to train on.</summary>
    public TableData Table(IReadOnlyList<int> images)
    {
        var features = new float[(long)images.Count * Length];
        for (var i = 0; i < images.Count; i++)
        {
            RowOf(images[i]).CopyTo(features.AsSpan(i * Length));
        }

        return new TableData
        {
            Features = features,
            Shape = [Length],
            Labels = [.. images.Select(i => Labels[i])],
            Classes = Classes,
        };
    }
}
