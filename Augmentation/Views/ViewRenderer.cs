namespace Transfer.Augmentation;

/// <summary>
/// Makes a view of decoded pixels: one resampling whatever is combined, then the colours, then what is erased. Views whose rows stay rows
/// and that lie within the image are resampled with the loader's filter; the others are sampled along their transform.
/// </summary>
/// <remarks>Not thread-safe: it keeps its buffers from one image to the next.</remarks>
internal sealed class ViewRenderer
{
    private readonly Resampler _resampler = new();
    private readonly ColourProcessor _colours = new();
    private float[] _row = [];

    /// <summary>Fills <paramref name="destination"/>, <c>[3, height, width]</c>.</summary>
    public void Render(
        DecodedImage image,
        ResizeMode resize,
        DrawnView view,
        in Filling filling,
        int width,
        int height,
        in Normalisation normalisation,
        Span<float> destination)
    {
        var coloured = view.Colours.Count > 0 || view.BlurSigma > 0;
        var first = coloured ? Normalisation.None(normalisation.RedPlane) : normalisation;
        if (width != height || !TryResample(image, resize, view, width, first, destination))
        {
            Warp(image, Part(image, resize, view), view, filling, width, height, first, destination);
        }

        if (coloured)
        {
            _colours.Run(view, width, height, normalisation, destination);
        }

        if (view.Erased.Area > 0)
        {
            Erase(view.Erased.Within(width, height), width, height, destination);
        }
    }

    /// <summary>The part of the upright image that fills the result when it is neither moved nor zoomed, in decoded pixels.</summary>
    private static Rectangle Part(DecodedImage image, ResizeMode resize, DrawnView view)
    {
        var (width, height) = ViewGeometry.UprightSides(image);
        if (view.Crop.Area > 0)
        {
            return view.Crop.Within(width, height);
        }

        var side = Math.Min(width, height);
        return resize == ResizeMode.Stretch ? new(0, 0, width, height) : new((width - side) / 2, (height - side) / 2, side, side);
    }

    private bool TryResample(DecodedImage image, ResizeMode resize, DrawnView view, int size, in Normalisation normalisation, Span<float> destination)
    {
        if (!view.IsUpright)
        {
            return false;
        }

        var box = PixelBox.For(image, resize);
        if (view is not { Tx: 0, Ty: 0, ZoomX: 1, ZoomY: 1, Crop.Area: 0 })
        {
            var toDecoded = ViewGeometry.ToDecoded(
                ViewGeometry.WithinResult(view, size, size), image, Part(image, resize, view), size, size);
            var (x1, y1) = toDecoded.Map(-0.5, -0.5);
            var (x2, y2) = toDecoded.Map(size - 0.5, size - 0.5);
            box = box with
            {
                Left = Math.Min(x1, x2) + 0.5,
                Top = Math.Min(y1, y2) + 0.5,
                AcrossWidth = Math.Abs(x2 - x1),
                AcrossHeight = Math.Abs(y2 - y1),
            };
            // What lies beside the image has to be filled, which the resampler does not do.
            const double slack = 1e-6;
            if (box.Left < -slack || box.Top < -slack
                || box.Left + box.AcrossWidth > image.ExactWidth + slack || box.Top + box.AcrossHeight > image.ExactHeight + slack)
            {
                return false;
            }
        }

        var placement = Placement.For(image.Orientation, size).Flipped(view.FlipHorizontal, view.FlipVertical, size);
        _resampler.Run(image.Rgba, box, size, placement, normalisation, destination);
        return true;
    }

    private void Warp(
        DecodedImage image,
        in Rectangle part,
        DrawnView view,
        in Filling filling,
        int width,
        int height,
        in Normalisation normalisation,
        Span<float> destination)
    {
        var within = ViewGeometry.WithinResult(view, width, height);
        var map = ViewGeometry.ToDecoded(within, image, part, width, height);
        // A pixel of the result that stands for several decoded ones is the mean of as many samples, so that little aliases.
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
        var sampler = new AffineSampler(image, map, filling, marginX, marginY);
        for (var y = 0; y < height; y++)
        {
            row.Clear();
            for (var sample = 0; sample < across * down; sample++)
            {
                var (right, below) = (sample % across, sample / across);
                sampler.AddRow(((right + 0.5) / across) - 0.5, y + ((below + 0.5) / down) - 0.5, row);
            }

            PlaneWriter.WriteRow(row, 1f / (across * down), normalisation, y * width, width * height, destination);
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
