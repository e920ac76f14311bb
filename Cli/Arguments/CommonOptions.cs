using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>Single arguments and options that several commands have.</summary>
internal static class CommonOptions
{
    public static Argument<string> RunArgument() => new("RUN") { Description = "a run folder of 'transfer train' or 'transfer finetune'" };

    public static Option<string> Device() => Value("--device", "NAME", "auto", "auto, cpu, cuda or cuda:N; auto prints what it chose");

    /// <param name="usual">The default as the help says it.</param>
    public static Option<string?> Cache(string usual = "$TRANSFER_HOME, or the user's cache folder") => Value<string?>("--cache", "FOLDER",
        $"folder of the feature cache [default: {usual}]");

    /// <inheritdoc cref="Cache"/>
    public static Option<string?> Run(string usual = "runs/<time>-<model>") => Value<string?>("--run", "FOLDER",
        $"run folder to write [default: {usual}]");

    /// <inheritdoc cref="Cache"/>
    public static Option<string?> Input(string usual)
    {
        var input = Value<string?>("--input", "NAME",
            "what model.onnx takes: image, decoded and of any size, or tensor, resized and normalised as in training "
            + $"[default: {usual}]");
        input.AcceptOnly("image", "tensor");
        return input;
    }

    public static Option<string?> Log() => Value<string?>("--log", "NAMES",
        "also write logs of other programs: tensorboard (into the run folder), mlflow (into mlruns beside it), or both with a comma");

    /// <summary>The logs that were chosen with <see cref="Log"/>.</summary>
    /// <exception cref="ArgumentException">There is no such log.</exception>
    public static RunLogs LogsOf(string? text) => (text ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Aggregate(RunLogs.None, (logs, name) => logs | (name.ToUpperInvariant() switch
        {
            "TENSORBOARD" => RunLogs.TensorBoard,
            "MLFLOW" => RunLogs.MLflow,
            _ => throw new ArgumentException($"'{name}' is no log. Expected tensorboard, mlflow, or both with a comma."),
        }));

    public static Option<bool> Raw() => Switch(
        "--raw", "leave temperature and threshold out of model.onnx, which are in it where the validation samples show that they help");

    /// <summary>Null where it is not given, for what the run has.</summary>
    public static bool? RawOf(bool isGiven) => isGiven ? true : null;

    /// <inheritdoc cref="Cache"/>
    public static Option<string?> Check(string usual) => Value<string?>("--check", "N",
        "check model.onnx against the trained model on this many validation images from their files, or all; "
        + $"it is kept only if their outputs agree [default: {usual}]");

    /// <summary>What was chosen with <see cref="Check"/>; null for the default.</summary>
    /// <exception cref="ArgumentException">It is neither a number nor all.</exception>
    public static int? CheckOf(string? text) => text is null ? null
        : text == "all" ? int.MaxValue
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new ArgumentException($"'{text}' is no number of images for --check. Expected a whole number above 0, or all.");

    /// <summary>What was chosen with <see cref="Input"/>; null for the default.</summary>
    public static ModelInput? InputOf(string? text) => text is null ? null : text == "image" ? ModelInput.Image : ModelInput.Tensor;

    public static Option<bool> Overwrite() => Switch("--overwrite", "replace the run that --run has, as a whole and at the end");

    public static Option<string?> Data() => Value<string?>("--data", "FOLDER",
        "where the images of RUN are now; they are recognised by their content [default: where they were]");

    /// <inheritdoc cref="Cache"/>
    public static Option<string?> Imaging(string usual = "skia") => Value<string?>("--imaging", "NAME",
        $"image decoder: skia or imagesharp [default: {usual}]");

    /// <summary>The decoder that was chosen with <see cref="Imaging"/>; the default one for null.</summary>
    /// <exception cref="ArgumentException">There is no such decoder.</exception>
    public static Imaging ImagingOf(string? text) => text is null ? default : ImagingLibrary.Parse(text);

    /// <inheritdoc cref="Cache"/>
    public static Option<string?> Cut(string usual = "the end of the base") => Value<string?>("--cut", "LAYER",
        $"layer, block, node or tensor whose input is the features, as for --unfreeze of finetune [default: {usual}]");

    /// <inheritdoc cref="Cache"/>
    public static Option<int?> ImageSize(string usual = "the model's") => Value<int?>("--image-size", "N",
        $"height and width of the model's input in pixels [default: {usual}]");

    /// <inheritdoc cref="Cache"/>
    public static Option<int?> TestViews(string usual) => Value<int?>("--tta", "N",
        $"test-time augmentation: also average over the image itself and this many augmented views of it [default: {usual}]");

    public static Option<bool> AllowOutsideData() => Switch(
        "--allow-outside-data", "read weights of the model also from files outside its folder; only for models that you trust");

    public static string Presets => string.Join(", ", AugmentationOptions.PresetNames);

    /// <param name="more">What else the help says.</param>
    public static Option<string?> Augment(string more = "") => Value<string?>("--augment", "PRESET",
        $"how views are augmented: {Presets}, or a preset with settings such as \"keras;rotation-range=20\"{more} "
        + $"[default: {new ViewOptions().Augmentation}]");

    public static Option<string?> ClassWeight() => Value<string?>("--class-weight", "TEXT",
        "how much each class counts in the loss: balanced, or such as cats=2,dogs=1 [default: all the same]");

    public static Option<bool> Strict() => Switch("--strict", "fail when an image cannot be used, instead of leaving it out");

    public static Option<bool> Json(string help = "print everything as one JSON object") => Switch("--json", help);

    public static Option<long> Seed(string help = "seed of everything that is random") => Value("--seed", "N", 1L, help);
}
