using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>What a camera adds to a finished drawing: exposure, colour cast, uneven light, vignette and sensor noise.</summary>
internal sealed class Lighting
{
    private readonly float _red;
    private readonly float _green;
    private readonly float _blue;
    private readonly float _contrast;
    private readonly float _slope;
    private readonly float _vignette;
    private readonly float _noise;
    private readonly SKPoint _light;
    private ulong _state;

    public Lighting(Easel easel)
    {
        var exposure = easel.Between(0.75f, 1.2f);
        var warmth = easel.Between(-0.1f, 0.1f);
        _red = exposure * (1 + warmth);
        _green = exposure * easel.Between(0.97f, 1.03f);
        _blue = exposure * (1 - warmth);
        _contrast = easel.Between(0.75f, 1.15f);
        _slope = easel.Between(0, 0.3f);
        _vignette = easel.Between(0, 0.35f);
        _noise = easel.Between(2, 11);
        _light = easel.Light;
        _state = easel.Random.NextUInt64() | 1;
    }

    /// <summary>Changes the pixels (RGBA or BGRA, four bytes each) in place.</summary>
    public unsafe void Apply(SKBitmap bitmap)
    {
        var (width, height) = (bitmap.Width, bitmap.Height);
        var pixels = bitmap.GetPixels();
        var swapped = bitmap.ColorType == SKColorType.Bgra8888;
        var (first, third) = swapped ? (_blue, _red) : (_red, _blue);
        for (var y = 0; y < height; y++)
        {
            var row = new Span<byte>((byte*)pixels + (y * bitmap.RowBytes), width * 4);
            var down = ((2f * y) / height) - 1;
            for (var x = 0; x < width; x++)
            {
                var across = ((2f * x) / width) - 1;
                var gain = 1 + (_slope * ((across * _light.X) + (down * _light.Y))) - (_vignette * 0.5f * ((across * across) + (down * down)));
                var grain = Grain();
                var pixel = row.Slice(x * 4, 4);
                pixel[0] = Tone(pixel[0], first * gain, grain + (Grain() * 0.5f));
                pixel[1] = Tone(pixel[1], _green * gain, grain + (Grain() * 0.5f));
                pixel[2] = Tone(pixel[2], third * gain, grain + (Grain() * 0.5f));
            }
        }
    }

    private byte Tone(byte value, float gain, float grain) => Tint.Byte((((value * gain) - 120) * _contrast) + 120 + grain);

    /// <summary>Noise of roughly normal shape: the sum of two uniform numbers (xorshift64, Marsaglia 2003).</summary>
    private float Grain()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (((_state & 0xFFFF) + ((_state >> 16) & 0xFFFF)) / 65535f - 1) * _noise;
    }
}
