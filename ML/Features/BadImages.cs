namespace Transfer.ML;

/// <summary>What becomes of a row whose image is missing, damaged or no image.</summary>
public enum BadImages
{
    /// <summary>An <see cref="InvalidDataException"/> that names the image, its row and the reason.</summary>
    Throw,

    /// <summary>
    /// The features, or the scores, of the row are missing values (NaN), which
    /// <see cref="DataOperationsCatalog.FilterRowsByMissingValues"/> leaves out.
    /// </summary>
    MissingValues,
}
