namespace Transfer.Pipeline;

/// <summary>Checks of texts that several options records have.</summary>
internal static class OptionTexts
{
    /// <summary>The sentence on a preprocessing that cannot be read; null when it can.</summary>
    public static string? PreprocessingFault(string text)
    {
        try
        {
            _ = Augmentation.Preprocessing.Parse(text);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }
}
