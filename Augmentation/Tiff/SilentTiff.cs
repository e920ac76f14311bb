using BitMiracle.LibTiff.Classic;

namespace Transfer.Augmentation;

/// <summary>Keeps LibTiff.NET from writing to the terminal; what is wrong with a file is its outcome.</summary>
internal sealed class SilentTiff : TiffErrorHandler
{
    public override void ErrorHandler(BitMiracle.LibTiff.Classic.Tiff tif, string method, string format, params object[] args)
    {
    }

    public override void WarningHandler(BitMiracle.LibTiff.Classic.Tiff tif, string method, string format, params object[] args)
    {
    }
}
