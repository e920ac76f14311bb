namespace Transfer.Pipeline;

/// <summary>The accuracy by the number of training images, and what it says of more images.</summary>
public sealed record ImageCountCurve
{
    /// <summary>The points, from few images to many.</summary>
    public required IReadOnlyList<ImageCountPoint> Points { get; init; }

    /// <summary>The expected accuracy with twice as many images, if the error goes on falling by the same factor (a power law).</summary>
    public required double Doubled { get; init; }

    /// <summary>Whether more images will help: the last doubling raised the accuracy, and not by chance.</summary>
    public required bool IsRising { get; init; }

    /// <summary>The pairs of classes that are confused, and whether more images help with them.</summary>
    public IReadOnlyList<ClassOverlap> Overlaps { get; init; } = [];
}
