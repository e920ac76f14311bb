namespace Transfer.Pipeline.Features;

/// <summary>What shapes a feature, in one place: this is where a cache key is made.</summary>
internal static class BaseRecipe
{
    public const string NoAugmentation = "none";

    /// <param name="augmenter">What makes the views; null for the images as they are.</param>
    public static FeatureRecipe Of(OpenBase open, Augmenter? augmenter, FeatureRowType type) => new(new Dictionary<string, string>
    {
        ["base"] = open.Base.GraphHash,
        ["cut"] = open.Cut.Name,
        ["preprocessing"] = open.Preprocessing.ToString(),
        ["image size"] = $"{open.Base.ImageSize}",
        ["pooling"] = open.Base.Pooling.Key,
        ["augmentation"] = augmenter is null ? NoAugmentation
            : $"{augmenter.Options}, seed {augmenter.Seed}, {AugmentationOptions.FormatVersion}",
        ["numeric type"] = type == FeatureRowType.Float16 ? "float16" : "float32",
        ["loader"] = ImagingLibrary.FormatVersion(open.Imaging),
        ["runtime"] = $"ONNX Runtime {ConvBase.RuntimeVersion}, {open.Device.ExecutionProvider}"
            + (open.Device.Precision == BasePrecision.Float32 ? "" : $", {open.Device.Precision}")
            + (open.Base.ConvolutionAlgorithm is { } algorithm ? $", {algorithm}" : ""),
    });

    /// <summary>What helps to find the network again; no part of the recipe, which has the hash of what matters of it.</summary>
    /// <param name="model">The file that a user named; null for the bundled backbone.</param>
    public static IReadOnlyDictionary<string, string> HintsOf(Backbone backbone, string? model)
    {
        var hints = new Dictionary<string, string>
        {
            [CacheFolder.ModelHint] = backbone.Record.Name,
            [CacheFolder.ModelHashHint] = backbone.Record.Sha256
        };
        if (model is not null && File.Exists(model))
        {
            hints[CacheFolder.ModelFileHint] = Path.GetFullPath(model);
        }

        return hints;
    }

    /// <summary>What a user asked for, or else what the backbone's record says.</summary>
    /// <exception cref="NotSupportedException">Neither is there.</exception>
    public static Preprocessing ChoosePreprocessing(string? asked, Backbone backbone) =>
        (asked ?? backbone.Record.Preprocessing) is { } text
            ? Preprocessing.Parse(text)
            : throw new NotSupportedException(
                $"The preprocessing that '{backbone.Record.Name}' was trained with is not known, and a wrong one can cost ten points "
                    + $"of accuracy. "
                + "Give it: caffe, tf or torch (Keras' modes), none (the pixels as they are), or such as order=RGB,mean=127,std=128. "
                + "Or let it be found by images of known classes.");
}
