using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// The one transform of a view: from the centre of a pixel of the result to a position among the decoded pixels, through flips, Keras'
/// zoom, shear, shift and rotation about the centre, the part of the image that is used, and the way the camera was held.
/// </summary>
internal static class ViewGeometry
{
    /// <summary>From a pixel of the result to a position in the upright image as if it had been resized to the result's size.</summary>
    public static Affine WithinResult(DrawnView view, int width, int height)
    {
        var (middleX, middleY) = ((width - 1) / 2.0, (height - 1) / 2.0);
        var (centreX, centreY) = view.Centre ?? (middleX, middleY);
        var flip = new Affine(
            view.FlipHorizontal ? -1 : 1, 0, view.FlipHorizontal ? 2 * middleX : 0,
            0, view.FlipVertical ? -1 : 1, view.FlipVertical ? 2 * middleY : 0);
        var (turn, shear) = (double.DegreesToRadians(view.Rotation), double.DegreesToRadians(view.Shear));
        var map = Affine.Linear(Math.Cos(turn), -Math.Sin(turn), Math.Sin(turn), Math.Cos(turn))
            * Affine.Move(view.Tx, view.Ty)
            * Affine.Linear(1, -Math.Sin(shear), 0, Math.Cos(shear))
            * Affine.Linear(1, view.SlopeX, view.SlopeY, 1)
            * Affine.Linear(view.ZoomX, 0, 0, view.ZoomY);
        return Affine.Move(centreX, centreY) * map * Affine.Move(-centreX, -centreY) * flip;
    }

    /// <summary>From a pixel of the result to a position in the decoded, perhaps lying image.</summary>
    /// <param name="part">The part of the upright image that becomes the result when nothing else happens.</param>
    public static Affine ToDecoded(in Affine withinResult, DecodedImage image, in Rectangle part, int width, int height)
    {
        var (scaleX, scaleY) = (part.Width / width, part.Height / height);
        var resized = new Affine(scaleX, 0, part.Left + (scaleX / 2) - 0.5, 0, scaleY, part.Top + (scaleY / 2) - 0.5);
        return Lying(image) * resized * withinResult;
    }

    /// <summary>The sides of the upright image in decoded pixels.</summary>
    public static (double Width, double Height) UprightSides(DecodedImage image) => IsTurned(image.Orientation)
        ? (image.ExactHeight, image.ExactWidth)
        : (image.ExactWidth, image.ExactHeight);

    /// <summary>True when columns of the stored image are rows of the upright one.</summary>
    public static bool IsTurned(SKEncodedOrigin orientation) => orientation >= SKEncodedOrigin.LeftTop;

    /// <summary>From a position in the upright image to one in the stored image.</summary>
    private static Affine Lying(DecodedImage image)
    {
        var (right, bottom) = (image.ExactWidth - 1, image.ExactHeight - 1);
        return image.Orientation switch
        {
            SKEncodedOrigin.TopRight => new(-1, 0, right, 0, 1, 0),
            SKEncodedOrigin.BottomRight => new(-1, 0, right, 0, -1, bottom),
            SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, bottom),
            SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0),
            SKEncodedOrigin.RightTop => new(0, 1, 0, -1, 0, bottom),
            SKEncodedOrigin.RightBottom => new(0, -1, right, -1, 0, bottom),
            SKEncodedOrigin.LeftBottom => new(0, -1, right, 1, 0, 0),
            _ => Affine.Identity,
        };
    }
}
