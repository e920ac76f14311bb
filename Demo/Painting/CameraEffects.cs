using System.Runtime.InteropServices;
using SkiaSharp;

namespace Transfer.Demo;

/// <summary>What a camera adds to a finished drawing: exposure, colour cast, uneven light, vignette and sensor noise.</summary>
internal static class CameraEffects
{
    /// <summary>Changes the pixels of the canvas' bitmap, RGBA, in place.</summary>
    public static void Apply(Canvas canvas, SKBitmap bitmap)
    {
        var exposure = canvas.Between(0.75f, 1.2f);
        var warmth = canvas.Between(-0.1f, 0.1f);
        var (red, green, blue) = (exposure * (1 + warmth), exposure * canvas.Between(0.97f, 1.03f), exposure * (1 - warmth));
        var contrast = canvas.Between(0.75f, 1.15f);
        var (slope, vignette) = (canvas.Between(0, 0.3f), canvas.Between(0, 0.35f));
        var noise = new Noise(canvas.Between(2, 11), canvas.Random.NextUInt64() | 1);
        var light = canvas.Light;
        byte Tone(byte value, float gain, float grain) => Colours.Byte((((value * gain) - 120) * contrast) + 120 + grain);

        var content = bitmap.GetPixelSpan();
        var pixels = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(content), content.Length);
        for (var y = 0; y < bitmap.Height; y++)
        {
            var down = ((2f * y) / bitmap.Height) - 1;
            for (var x = 0; x < bitmap.Width; x++)
            {
                var across = ((2f * x) / bitmap.Width) - 1;
                var gain = 1 + (slope * ((across * light.X) + (down * light.Y))) - (vignette * 0.5f * ((across * across) + (down * down)));
                var grain = noise.Next();
                var pixel = pixels.Slice((y * bitmap.RowBytes) + (x * 4), 4);
                pixel[0] = Tone(pixel[0], red * gain, grain + (noise.Next() * 0.5f));
                pixel[1] = Tone(pixel[1], green * gain, grain + (noise.Next() * 0.5f));
                pixel[2] = Tone(pixel[2], blue * gain, grain + (noise.Next() * 0.5f));
            }
        }
    }

    /// <summary>Noise of roughly normal shape: the sum of two uniform numbers (xorshift64, Marsaglia 2003).</summary>
    private struct Noise(float strength, ulong state)
    {
        public float Next()
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (((state & 0xFFFF) + ((state >> 16) & 0xFFFF)) / 65535f - 1) * strength;
        }
    }
}
