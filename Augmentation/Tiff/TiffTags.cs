namespace Transfer.Augmentation;

/// <summary>Numbers of tags (TIFF 6.0, appendix A).</summary>
internal static class TiffTags
{
    public const int Width = 256;
    public const int Height = 257;
    public const int StripOffsets = 273;
    public const int Channels = 277;
    public const int RowsPerStrip = 278;
    public const int Planes = 284;
    public const int TileWidth = 322;
    public const int TileHeight = 323;
    public const int TileOffsets = 324;
}
