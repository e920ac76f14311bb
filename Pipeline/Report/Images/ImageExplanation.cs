namespace Transfer.Pipeline;

/// <summary>A Grad-CAM heat map over an image, or why there is none.</summary>
public sealed record ImageExplanation
{
    /// <summary>The image as the network sees it, in grey, with the heat map over it: a JPEG file; empty when there is an error.</summary>
    public ReadOnlyMemory<byte> Jpeg { get; init; }

    /// <summary>Why the image cannot be used, in the words of <see cref="Prediction.Error"/>; null when it can.</summary>
    public string? Error { get; init; }
}
