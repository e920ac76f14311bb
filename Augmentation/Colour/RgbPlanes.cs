namespace Transfer.Augmentation;

/// <summary>The three colour planes of a view.</summary>
internal readonly ref struct RgbPlanes(Span<float> red, Span<float> green, Span<float> blue)
{
    public Span<float> Red { get; } = red;

    public Span<float> Green { get; } = green;

    public Span<float> Blue { get; } = blue;

    public static RgbPlanes Of(Span<float> values, int plane, int redPlane) => new(
        values.Slice(redPlane * plane, plane), values.Slice(plane, plane), values.Slice((2 - redPlane) * plane, plane));

    public Span<float> this[int channel] => channel switch { 0 => Red, 1 => Green, _ => Blue };
}
