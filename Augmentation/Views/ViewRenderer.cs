namespace Transfer.Augmentation;

/// <summary>
/// Makes a view of decoded pixels: one resampling whatever is combined, then the colours, then what is erased. Views whose rows stay rows
/// and that lie within the image are resampled with the triangle filter; the others are sampled along their transform.
/// </summary>
/// <remarks>Not thread-safe: it keeps its buffers from one image to the next.</remarks>
internal sealed class ViewRenderer
{
    private readonly Resampler _resampler = new();
    private readonly ColourProcessor _colours = new();
    private float[] _row = [];

    /// <summary>Fills <paramref name="destination"/>, <c>[3, height, width]</c>.</summary>
    public void Render(DecodedImage image, ViewParameters view, in ViewFormat format, Span<float> destination)
    {
        var coloured = view.Colours.Count > 0 || view.BlurSigma > 0;
        var first = coloured ? format with { Normalisation = Normalisation.None(format.Normalisation.RedPlane) } : format;
        if (!TryResample(image, view, first, destination))
        {
            Warp(image, view, first, destination);
        }

        if (coloured)
        {
            _colours.Run(view, format.Width, format.Height, format.Normalisation, destination);
        }

        if (view.Erased.Area > 0)
        {
            Erase(view.Erased.Within(format.Width, format.Height), format.Width, format.Height, destination);
        }
    }

    private bool TryResample(DecodedImage image, ViewParameters view, in ViewFormat format, Span<float> destination)
    {
        var size = format.Width;
        if (!view.IsUpright || size != format.Height)
        {
            return false;
        }

        var part = Rectangle.Of(image.ExactWidth, image.ExactHeight, format.Resize);
        if (view is not { Tx: 0, Ty: 0, ZoomX: 1, ZoomY: 1, Crop.Area: 0 })
        {
            var toDecoded = ViewGeometry.ToDecoded(view, image, ViewGeometry.Part(image, format.Resize, view), size, size);
            var (x1, y1) = toDecoded.Map(-0.5, -0.5);
            var (x2, y2) = toDecoded.Map(size - 0.5, size - 0.5);
            part = new(Math.Min(x1, x2) + 0.5, Math.Min(y1, y2) + 0.5, Math.Abs(x2 - x1), Math.Abs(y2 - y1));
            // What lies beside the image has to be filled, which the resampler does not do.
            const double slack = 1e-6;
            if (part.Left < -slack || part.Top < -slack
                || part.Left + part.Width > image.ExactWidth + slack || part.Top + part.Height > image.ExactHeight + slack)
            {
                return false;
            }
        }

        var placement = Placement.For(image.Orientation, size).Flipped(view.FlipHorizontal, view.FlipVertical);
        _resampler.Run(image, part, placement, format.Normalisation, destination);
        return true;
    }

    private void Warp(DecodedImage image, ViewParameters view, in ViewFormat format, Span<float> destination)
    {
        var (width, height) = (format.Width, format.Height);
        var part = ViewGeometry.Part(image, format.Resize, view);
        var map = ViewGeometry.ToDecoded(view, image, part, width, height);
        // A pixel of the result that covers several decoded ones is the mean of as many samples, so that little aliases.
        var (stepX, stepY) = (part.Width / width, part.Height / height);
        var (across, down) = (Samples(stepX), Samples(stepY));
        var (marginX, marginY) = ((stepX / across / 2) - 0.5, (stepY / down / 2) - 0.5);
        if (ViewGeometry.IsTurned(image.Orientation))
        {
            (marginX, marginY) = (marginY, marginX);
        }

        if (_row.Length < width * 4)
        {
            _row = new float[width * 4];
        }

        var row = _row.AsSpan(0, width * 4);
        var sampler = new AffineSampler(image, map, format.Fill, marginX, marginY);
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            for (var sample = 0; sample < across * down; sample++)
            {
                var (right, below) = (sample % across, sample / across);
                sampler.AddRow(((right + 0.5) / across) - 0.5, y + ((below + 0.5) / down) - 0.5, row);
            }

            PlaneWriter.WriteRow(row, 1f / (across * down), format.Normalisation, width * height, destination[(y * width)..]);
        }
    }

    private static int Samples(double step) => Math.Max(1, (int)Math.Round(step));

    private static void Erase(in Rectangle area, int width, int height, Span<float> destination)
    {
        var (left, top) = ((int)Math.Round(area.Left), (int)Math.Round(area.Top));
        var right = Math.Clamp((int)Math.Round(area.Left + area.Width), left, width);
        var bottom = Math.Clamp((int)Math.Round(area.Top + area.Height), top, height);
        for (var row = 0; row < 3 * height; row++)
        {
            if (row % height >= top && row % height < bottom)
            {
                destination[((row * width) + left)..((row * width) + right)].Clear();
            }
        }
    }
}
