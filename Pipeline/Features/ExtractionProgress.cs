namespace Transfer.Pipeline.Features;

/// <summary>How far an extraction has come, and what its time goes into.</summary>
public sealed record ExtractionProgress
{
    /// <summary>Files whose outcome is known.</summary>
    public long Files { get; init; }

    /// <summary>Rows of features that were computed just now; an image has one a view.</summary>
    public long Extracted { get; init; }

    /// <summary>Rows of features that the cache had.</summary>
    public long Cached { get; init; }

    /// <summary>Files without features.</summary>
    public long Failed { get; init; }

    /// <summary>Files listed so far that belong to this share.</summary>
    public long Listed { get; init; }

    /// <summary>Whether all files are listed, so that <see cref="Listed"/> is their number.</summary>
    public bool IsListed { get; init; }

    /// <summary>Seconds since the start.</summary>
    public double Seconds { get; init; }

    /// <summary>Rows of features a second, computed or found.</summary>
    public double RowsPerSecond => Seconds > 0 ? (Extracted + Cached) / Seconds : 0;

    /// <summary>Which part of the working time went into what.</summary>
    public ExtractionShares Shares { get; init; } = new(0, 0, 0, 0, 0);

    /// <summary>A sentence for a person; empty for a mere count.</summary>
    public string Text { get; init; } = "";
}
