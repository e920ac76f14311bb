namespace Transfer.Kernels;

/// <summary>The number and the size of a batch of feature maps, <c>[Images, channels, Height, Width]</c>.</summary>
internal readonly record struct MapBatch(int Images, int Height, int Width)
{
    /// <summary>The number of pixels of a map.</summary>
    public long Pixels => (long)Height * Width;

    /// <summary>The same maps with larger sides.</summary>
    public MapBatch Scaled(int factor) => this with { Height = factor * Height, Width = factor * Width };
}
