namespace Transfer.Pipeline;

/// <summary>What is said of images and their base before work begins.</summary>
internal static class ImageSentences
{
    /// <param name="augmentation">How views are augmented.</param>
    public static IEnumerable<string> Of(ImageInputs inputs, AugmentationOptions augmentation)
    {
        var (options, open) = (inputs.Options, inputs.Base);
        foreach (var sentence in inputs.Dataset.Sentences)
        {
            yield return sentence;
        }

        yield return $"Task: {inputs.Task.Description}.";
        yield return $"Base: {inputs.Name} up to '{open.Cut.Name}' at {open.ImageSize} px, features {open.Base.Pooling.Description}, "
            + $"preprocessing {open.PreprocessingText}.";
        foreach (var sentence in open.DeviceSentences)
        {
            yield return sentence;
        }

        var views = Join(
            (options.Views.Fresh, "new ones of each training image every epoch"),
            (options.Views.Cached > 0, $"{options.Views.Cached} of each training image"),
            (options.TestViews > 0, $"{options.TestViews} of each evaluated image"));
        if (views.Length > 0)
        {
            yield return $"Views: {views}; augmentation {options.Views.Augmentation.Split(';')[0]}: {augmentation.Summary}.";
        }

        if (options.Mixing is { Any: true } mixing)
        {
            var ways = Join((mixing.MixUp > 0, $"MixUp, alpha {mixing.MixUp}"), (mixing.CutMix > 0, $"CutMix, alpha {mixing.CutMix}"));
            yield return $"Mixed {(options.Views.Fresh ? "images" : "features")}: {ways}. Training accuracy is against the class with "
                + "the largest share.";
        }
    }

    private static string Join(params (bool Holds, string Text)[] parts) =>
        string.Join("; ", parts.Where(p => p.Holds).Select(p => p.Text));
}
