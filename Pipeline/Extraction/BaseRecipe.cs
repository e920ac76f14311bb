using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>What shapes a feature, in one place: training and extraction read each other's rows.</summary>
internal static class BaseRecipe
{
    public const string NoAugmentation = "none";

    public static FeatureRecipe Of(
        ConvBase convBase, CutPoint cut, Preprocessing preprocessing, Device device, string augmentation, FeatureRowType type = FeatureRowType.Float32,
        Imaging imaging = Imaging.Skia) =>
        new(new Dictionary<string, string>
        {
            ["base"] = convBase.GraphHash,
            ["cut"] = cut.Name,
            ["preprocessing"] = preprocessing.ToString(),
            ["image size"] = $"{convBase.ImageSize}",
            ["pooling"] = convBase.Pooling.ToString(),
            ["augmentation"] = augmentation,
            ["numeric type"] = type == FeatureRowType.Float16 ? "float16" : "float32",
            ["loader"] = ImagingLibrary.FormatVersion(imaging),
            ["runtime"] = $"ONNX Runtime {ConvBase.RuntimeVersion}, {device.ExecutionProvider}{(convBase.ConvolutionAlgorithm is { } algorithm ? $", {algorithm}" : "")}",
        });

    /// <summary>What makes views the views that they are.</summary>
    public static string AugmentationOf(Augmenter augmenter) => $"{augmenter.Options}, seed {augmenter.Seed}, {AugmentationOptions.FormatVersion}";

    /// <summary>What helps to find the network again; no part of the recipe, which has the hash of what matters of it.</summary>
    /// <param name="model">The file that a user named; null for the one in the box.</param>
    public static IReadOnlyDictionary<string, string> HintsOf(Backbone backbone, string? model)
    {
        var hints = new Dictionary<string, string> { [CacheFolder.ModelHint] = backbone.Record.Name, [CacheFolder.ModelHashHint] = backbone.Record.Sha256 };
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
                $"How '{backbone.Record.Name}' wants its images is not known, and a guess can cost ten points of accuracy. Say it with --preprocessing caffe, tf or torch (Keras' modes) or such as --preprocessing order=RGB,mean=127,std=128.");
}
