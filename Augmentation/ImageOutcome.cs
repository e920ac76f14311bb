using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>What became of one image, and why.</summary>
/// <param name="Status">The kind of outcome.</param>
/// <param name="Detail">For a person, in a few words; empty when all is well.</param>
public readonly record struct ImageOutcome(ImageStatus Status, string Detail)
{
    /// <summary>What was done to the image; nothing unless it was read.</summary>
    public ImageTreatments Treatments { get; init; }

    /// <summary>How many frames the file has, where it has several; else 0.</summary>
    public int Frames { get; init; }

    /// <summary>All of the image was read.</summary>
    public bool IsOk => Status == ImageStatus.Ok;

    internal static ImageOutcome Ok => new(ImageStatus.Ok, "");

    /// <summary>Such as <c>EXIF-rotated; first frame of 12</c>; empty for nothing.</summary>
    public static string Describe(ImageTreatments treatments, int frames)
    {
        if (treatments == ImageTreatments.None)
        {
            return "";
        }

        var parts = new List<string>();
        void Say(ImageTreatments treatment, string text)
        {
            if (treatments.HasFlag(treatment))
            {
                parts.Add(text);
            }
        }

        Say(ImageTreatments.Rotated, "EXIF-rotated");
        Say(ImageTreatments.CmykConverted, "CMYK converted");
        Say(ImageTreatments.SixteenBitReduced, "16-bit reduced");
        Say(ImageTreatments.GreyExpanded, "grey expanded");
        Say(ImageTreatments.AlphaFlattened, "alpha flattened");
        Say(ImageTreatments.FirstFrame, string.Create(CultureInfo.InvariantCulture, $"first frame of {frames}"));
        return string.Join("; ", parts);
    }
}
