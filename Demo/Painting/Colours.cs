using SkiaSharp;

namespace Transfer.Demo;

/// <summary>Arithmetic on colours.</summary>
internal static class Colours
{
    /// <summary>The colour a share of the way from one to another.</summary>
    public static SKColor Mix(SKColor from, SKColor to, float share) => new(
        Byte(from.Red + ((to.Red - from.Red) * share)),
        Byte(from.Green + ((to.Green - from.Green) * share)),
        Byte(from.Blue + ((to.Blue - from.Blue) * share)));

    /// <summary>The colour made brighter (above 1) or darker (below 1).</summary>
    public static SKColor Shade(SKColor colour, float gain) =>
        new(Byte(colour.Red * gain), Byte(colour.Green * gain), Byte(colour.Blue * gain), colour.Alpha);

    public static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
