namespace Transfer.Pipeline;

/// <summary>Checks of values that several options records have: one sentence for each fault.</summary>
internal static class OptionFaults
{
    /// <summary>The largest number of views of an image; more would not end.</summary>
    public const int MostViews = 1000;

    public static IEnumerable<string> OfDevice(string device)
    {
        if (!Device.IsValid(device))
        {
            yield return $"'{device}' is not a device; expected auto, cpu, cuda or cuda:N.";
        }
    }

    public static IEnumerable<string> OfImaging(Imaging? imaging)
    {
        if (imaging is { } library && ImagingLibrary.Fault(library) is { } fault)
        {
            yield return fault;
        }
    }

    public static IEnumerable<string> OfTestViews(int? views)
    {
        if (views is < 0 or > MostViews)
        {
            yield return $"The number of test-time views is {views}; expected 0 (none) to {MostViews}.";
        }
    }

    public static IEnumerable<string> OfCheckedImages(int? count)
    {
        if (count is < 1)
        {
            yield return $"The number of images to check the exported file on is {count}; expected at least 1.";
        }
    }

    public static IEnumerable<string> OfPreprocessing(string? text) => text is null ? [] : OfText(() =>
    {
        _ = Augmentation.Preprocessing.Parse(text);
        return [];
    });

    /// <summary>The faults that are found in a text, or the message where it cannot be parsed.</summary>
    public static IEnumerable<string> OfText(Func<IEnumerable<string>> parse)
    {
        try
        {
            return [.. parse()];
        }
        catch (ArgumentException exception)
        {
            return [exception.Message];
        }
    }
}
