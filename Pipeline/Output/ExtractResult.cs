namespace Transfer.Pipeline;

/// <summary>A file of features, and what became of the images.</summary>
public sealed record ExtractResult
{
    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The number of rows with features in the file.</summary>
    public required long Rows { get; init; }

    /// <summary>The number of files that were found.</summary>
    public required long Files { get; init; }

    /// <summary>The number of images and views that the base was run for.</summary>
    public required long Extracted { get; init; }

    /// <summary>The number of images and views whose features were in the cache.</summary>
    public required long Cached { get; init; }

    /// <summary>The number of files without features; their rows have the reason.</summary>
    public required long Failed { get; init; }
}
