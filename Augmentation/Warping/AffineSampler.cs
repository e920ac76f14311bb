using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>
/// Reads rows of a transformed image: for each pixel of the result a position among the decoded pixels, and there the bilinear mean of
/// four of them. Positions between the outermost pixels' centres are read without any test; the others are first brought back.
/// </summary>
/// <param name="image">The decoded image.</param>
/// <param name="map">From the centre of a pixel of the result to a position; whole numbers are centres of decoded pixels.</param>
/// <param name="fill">The values of positions beside the image.</param>
/// <param name="marginX">How far from the outermost centres, inwards, the image ends for <see cref="FillMode.Constant"/>.</param>
internal readonly ref struct AffineSampler(DecodedImage image, AffineTransform map, BorderFill fill, double marginX, double marginY)
{
    private const int Channels = 4;

    private readonly ReadOnlySpan<byte> _pixels = image.Rgba;
    private readonly int _width = image.Width;
    private readonly int _height = image.Height;
    private readonly double _exactWidth = image.ExactWidth;
    private readonly double _exactHeight = image.ExactHeight;

    /// <summary>Adds the samples of one row to <paramref name="sums"/>, four floats a pixel: R, G, B and one that is not used.</summary>
    /// <param name="x">The position of the row's first sample in pixels of the result.</param>
    /// <param name="y">The row's position.</param>
    public void AddRow(double x, double y, Span<float> sums)
    {
        var count = sums.Length / Channels;
        var (startX, startY) = map.Map(x, y);
        if (_width < 2 || _height < 2)
        {
            AddOutside(startX, startY, 0, count, sums);
            return;
        }

        if (fill.Mode is FillMode.Nearest or FillMode.Reflect)
        {
            AddInside(startX, startY, 0, count, sums);
            return;
        }

        var (edgeX, edgeY) = fill.Mode == FillMode.Constant ? (Math.Max(0, marginX), Math.Max(0, marginY)) : (0, 0);
        var (begin, end) = Narrow((0, count), startX, map.Across.X, (edgeX, _width - 1 - edgeX));
        (begin, end) = Narrow((begin, end), startY, map.Down.X, (edgeY, _height - 1 - edgeY));
        AddOutside(startX, startY, 0, begin, sums);
        AddInside(startX, startY, begin, end, sums);
        AddOutside(startX, startY, end, count, sums);
    }

    /// <summary>Narrows a range of indices to those where start + index x step lies within, with some slack for rounding.</summary>
    private static (int Begin, int End) Narrow((int Begin, int End) range, double start, double step, (double Low, double High) within)
    {
        const double slack = 1e-9;
        var (begin, end) = range;
        var (first, last) = ((within.Low + slack - start) / step, (within.High - slack - start) / step);
        if (step < 0)
        {
            (first, last) = (last, first);
        }

        if (step == 0)
        {
            (first, last) = start >= within.Low && start < within.High ? (begin, end) : (end, begin - 1);
        }

        begin = (int)Math.Clamp(Math.Ceiling(first), begin, end);
        return (begin, (int)Math.Clamp(Math.Floor(last) + 1, begin, end));
    }

    /// <summary>Eight positions at a time; positions outside are brought to the edge or mirrored there.</summary>
    private void AddInside(double startX, double startY, int begin, int end, Span<float> sums)
    {
        ref var pixels = ref MemoryMarshal.GetReference(_pixels);
        ref var target = ref MemoryMarshal.GetReference(sums);
        var stride = _width * Channels;
        var across = new SampleAxis(_width, _exactWidth, fill.Mode == FillMode.Reflect);
        var down = new SampleAxis(_height, _exactHeight, fill.Mode == FillMode.Reflect);
        Span<int> offsets = stackalloc int[SampleAxis.Lanes];
        Span<float> rights = stackalloc float[SampleAxis.Lanes];
        Span<float> belows = stackalloc float[SampleAxis.Lanes];
        for (var first = begin; first < end; first += SampleAxis.Lanes)
        {
            var left = across.Locate(Math.FusedMultiplyAdd(first, map.Across.X, startX), map.Across.X, out var right);
            var top = down.Locate(Math.FusedMultiplyAdd(first, map.Down.X, startY), map.Down.X, out var below);
            ((top * stride) + (left * Channels)).CopyTo(offsets);
            right.CopyTo(rights);
            below.CopyTo(belows);
            var lanes = Math.Min(SampleAxis.Lanes, end - first);
            for (var lane = 0; lane < lanes; lane++)
            {
                ref var pixel = ref Unsafe.Add(ref pixels, offsets[lane]);
                var upper = TwoPixels(ref pixel);
                var lower = TwoPixels(ref Unsafe.Add(ref pixel, stride));
                var both = Vector256.MultiplyAddEstimate(lower - upper, Vector256.Create(belows[lane]), upper);
                var leftHalf = both.GetLower();
                var value = Vector128.MultiplyAddEstimate(both.GetUpper() - leftHalf, Vector128.Create(rights[lane]), leftHalf);
                var at = (nuint)((first + lane) * Channels);
                (value + Vector128.LoadUnsafe(ref target, at)).StoreUnsafe(ref target, at);
            }
        }
    }

    private void AddOutside(double startX, double startY, int begin, int end, Span<float> sums)
    {
        for (var index = begin; index < end; index++)
        {
            var x = Math.FusedMultiplyAdd(index, map.Across.X, startX);
            var y = Math.FusedMultiplyAdd(index, map.Down.X, startY);
            var at = sums.Slice(index * Channels, Channels);
            (Sample(x, y) + Vector128.Create<float>(at)).CopyTo(at);
        }
    }

    private Vector128<float> Sample(double x, double y)
    {
        if (fill.Mode == FillMode.Constant
            && (IsBeside(x, _width, _exactWidth, marginX) || IsBeside(y, _height, _exactHeight, marginY)))
        {
            return Vector128.Create(fill.Value);
        }

        var (left, right, across) = Neighbours(x, _width, _exactWidth);
        var (top, bottom, down) = Neighbours(y, _height, _exactHeight);
        var upper = Mix(Pixel(left, top), Pixel(right, top), across);
        var lower = Mix(Pixel(left, bottom), Pixel(right, bottom), across);
        return Mix(upper, lower, down);
    }

    private static bool IsBeside(double position, int count, double exact, double margin)
    {
        const double slack = 1e-6;
        return position < margin - slack || position > Math.Min(exact, count) - 1 - margin + slack;
    }

    /// <summary>The two samples around a position, which is first brought back into the image, and the weight of the second one.</summary>
    private (int First, int Second, float Part) Neighbours(double position, int count, double exact)
    {
        var last = count - 1;
        if (fill.Mode == FillMode.Wrap && !fill.OverlappingWrap)
        {
            var wrapped = Remainder(position + 0.5, exact) - 0.5;
            var floor = (int)Math.Floor(wrapped);
            return (floor < 0 ? last : floor, floor >= last ? 0 : floor + 1, (float)(wrapped - floor));
        }

        if (fill.Mode == FillMode.Wrap)
        {
            position = last == 0 ? 0 : Remainder(position, last);
        }
        else if (fill.Mode == FillMode.Reflect)
        {
            var period = Remainder(position + 0.5, 2 * exact);
            position = Math.Min(period, (2 * exact) - period) - 0.5;
        }

        position = Math.Clamp(position, 0, last);
        var first = (int)position;
        return (first, Math.Min(first + 1, last), (float)(position - first));
    }

    private static double Remainder(double value, double period) => value - (period * Math.Floor(value / period));

    private Vector128<float> Pixel(int x, int y)
    {
        var at = ((y * _width) + x) * Channels;
        return Vector128.Create((float)_pixels[at], _pixels[at + 1], _pixels[at + 2], 0);
    }

    private static Vector128<float> Mix(Vector128<float> from, Vector128<float> to, float part) => from + ((to - from) * part);

    private static Vector256<float> TwoPixels(ref byte at)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref at)).AsByte();
        var words = Vector256.WidenLower(bytes.ToVector256Unsafe()).AsInt16();
        return Vector256.ConvertToSingle(Vector256.WidenLower(words));
    }
}
