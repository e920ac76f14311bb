using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// The one transform of a view: from the centre of a pixel of the result to a position among the decoded pixels, through flips, Keras'
/// zoom, shear, shift and rotation about the centre, the part of the image that is used, and the orientation of the camera.
/// </summary>
internal static class ViewGeometry
{
    /// <summary>From a pixel of the result to a position in the decoded image, whatever its orientation.</summary>
    /// <param name="part">The part of the upright image that becomes the result when nothing else happens.</param>
    public static AffineTransform ToDecoded(ViewParameters view, DecodedImage image, in Rectangle part, int width, int height)
    {
        var (scaleX, scaleY) = (part.Width / width, part.Height / height);
        var resized = new AffineTransform(
            new(scaleX, 0, part.Left + (scaleX / 2) - 0.5), new(0, scaleY, part.Top + (scaleY / 2) - 0.5));
        return FromUpright(image) * resized * WithinResult(view, width, height);
    }

    /// <summary>The part of the upright image that fills the result when it is neither moved nor zoomed, in decoded pixels.</summary>
    public static Rectangle Part(DecodedImage image, ResizeMode resize, ViewParameters view)
    {
        var (width, height) = IsTurned(image.Orientation) ? (image.ExactHeight, image.ExactWidth) : (image.ExactWidth, image.ExactHeight);
        return view.Crop.Area > 0 ? view.Crop.Within(width, height) : Rectangle.Of(width, height, resize);
    }

    /// <summary>True when columns of the stored image are rows of the upright one.</summary>
    public static bool IsTurned(SKEncodedOrigin orientation) => orientation >= SKEncodedOrigin.LeftTop;

    /// <summary>From a pixel of the result to a position in the upright image as if it had been resized to the result's size.</summary>
    private static AffineTransform WithinResult(ViewParameters view, int width, int height)
    {
        var (middleX, middleY) = ((width - 1) / 2.0, (height - 1) / 2.0);
        var (centreX, centreY) = view.Centre ?? (middleX, middleY);
        var flip = new AffineTransform(
            view.FlipHorizontal ? new(-1, 0, 2 * middleX) : new(1, 0, 0), view.FlipVertical ? new(0, -1, 2 * middleY) : new(0, 1, 0));
        var (turn, shear) = (double.DegreesToRadians(view.Rotation), double.DegreesToRadians(view.Shear));
        var map = AffineTransform.Linear(Math.Cos(turn), -Math.Sin(turn), Math.Sin(turn), Math.Cos(turn))
            * AffineTransform.Move(view.Tx, view.Ty)
            * AffineTransform.Linear(1, -Math.Sin(shear), 0, Math.Cos(shear))
            * AffineTransform.Linear(1, view.SlopeX, view.SlopeY, 1)
            * AffineTransform.Linear(view.ZoomX, 0, 0, view.ZoomY);
        return AffineTransform.Move(centreX, centreY) * map * AffineTransform.Move(-centreX, -centreY) * flip;
    }

    /// <summary>From a position in the upright image to one in the stored image.</summary>
    public static AffineTransform FromUpright(DecodedImage image)
    {
        var (right, bottom) = (image.ExactWidth - 1, image.ExactHeight - 1);
        return image.Orientation switch
        {
            SKEncodedOrigin.TopRight => new(new(-1, 0, right), new(0, 1, 0)),
            SKEncodedOrigin.BottomRight => new(new(-1, 0, right), new(0, -1, bottom)),
            SKEncodedOrigin.BottomLeft => new(new(1, 0, 0), new(0, -1, bottom)),
            SKEncodedOrigin.LeftTop => new(new(0, 1, 0), new(1, 0, 0)),
            SKEncodedOrigin.RightTop => new(new(0, 1, 0), new(-1, 0, bottom)),
            SKEncodedOrigin.RightBottom => new(new(0, -1, right), new(-1, 0, bottom)),
            SKEncodedOrigin.LeftBottom => new(new(0, -1, right), new(1, 0, 0)),
            _ => AffineTransform.Identity,
        };
    }
}
