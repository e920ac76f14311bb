namespace Transfer.Augmentation;

/// <summary>
/// The parameters of one view. Angles are degrees, lengths pixels of the result; the signs are Keras': a positive <see cref="Tx"/> moves
/// the image to the left, a zoom below 1 magnifies.
/// </summary>
internal sealed class ViewParameters
{
    /// <summary>The image as it is. Never written to.</summary>
    public static ViewParameters Unchanged { get; } = new();

    public double Rotation { get; set; }

    public double Tx { get; set; }

    public double Ty { get; set; }

    public double Shear { get; set; }

    public double ZoomX { get; set; } = 1;

    public double ZoomY { get; set; } = 1;

    /// <summary>The shear of TrivialAugment and RandAugment: how far a row is moved per row.</summary>
    public double SlopeX { get; set; }

    /// <summary>How far a column is moved per column.</summary>
    public double SlopeY { get; set; }

    public bool FlipHorizontal { get; set; }

    public bool FlipVertical { get; set; }

    /// <summary>The part that is cropped; an area of 0 for none.</summary>
    public RelativeArea Crop { get; set; }

    /// <summary>The part that is erased; an area of 0 for none.</summary>
    public RelativeArea Erased { get; set; }

    public double BlurSigma { get; set; }

    /// <summary>
    /// The pixel about which the image is turned, sheared and zoomed. Null for the middle, as always except where an image of Keras' is
    /// made again: on one that is not square, Keras takes half the height across and half the width down.
    /// </summary>
    public (double X, double Y)? Centre { get; set; }

    /// <summary>The changes of the colours, in this order.</summary>
    public List<ColourStep> Colours { get; } = [];

    /// <summary>True when rows stay rows and columns stay columns.</summary>
    public bool IsUpright => Rotation == 0 && Shear == 0 && SlopeX == 0 && SlopeY == 0;

    /// <summary>The smallest part of a side that fills the result, which decides how many pixels have to be decoded.</summary>
    public double SmallestPart
    {
        get
        {
            var part = Math.Min(Math.Min(ZoomX, ZoomY), 1);
            return Crop.Area > 0 ? part * Math.Min(Math.Sqrt(Crop.Area * Math.Min(Crop.Ratio, 1 / Crop.Ratio)), 1) : part;
        }
    }

    public void Reset()
    {
        (Rotation, Tx, Ty, Shear, ZoomX, ZoomY, SlopeX, SlopeY) = (0, 0, 0, 0, 1, 1, 0, 0);
        (FlipHorizontal, FlipVertical, BlurSigma) = (false, false, 0);
        (Crop, Erased, Centre) = (default, default, null);
        Colours.Clear();
    }
}
