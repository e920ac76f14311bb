namespace Transfer.Pipeline;

/// <summary>What has become of a corrected image.</summary>
public enum CorrectionOutcome
{
    /// <summary>It was written.</summary>
    Saved,

    /// <summary>It was there already, byte for byte, with the same class.</summary>
    AlreadyThere,

    /// <summary>It was there with another class, from which it was moved: the last correction holds.</summary>
    Moved,
}
