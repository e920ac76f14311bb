using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer tune DATA</c></summary>
internal static class TuneCommand
{
    public static Command Create(TransferProgram program)
    {
        var usual = new TuneOptions { Data = "" };
        var data = new Argument<string>("DATA") { Description = "folder of images as for train; test images are not opened" };
        var targets = Value<string?>("--targets", "FILE", "CSV with path,label for each image [default: folders are classes]");
        var split = Value("--validation-split", "SHARE", usual.ValidationSplit,
            "share of each class that measures the choice where there is no validation/ folder");
        var models = Value<string?>("--models", "LIST",
            "networks with commas between, by name or file [default: efficientnet-lite0 and those that were pulled or added]");
        var sizes = Value<string?>("--image-sizes", "LIST", "image sizes in pixels [default: the model's own and 5/7 of it]");
        var cuts = Value<string?>("--cuts", "LIST", "layers or tensors whose input is the features, or end [default: the end of the base]");
        var poolings = Value("--poolings", "LIST", "avg,max,avg+max", "features of a map: avg, max, avg+max or none (the whole map)");
        var heads = Value("--heads", "LIST", string.Join("; ", usual.Heads), "heads with ; between, as for --head of train");
        var decays = Value("--weight-decays", "LIST", string.Join(',', usual.WeightDecays), "weight decays of the first head with layers");
        var views = Value("--views", "LIST", "0",
            "numbers of augmented views of each training image that heads are trained on; 0 for the images themselves");
        var augment = CommonOptions.Augment();
        var unfreeze = Value<string?>("--unfreeze", "LIST",
            "fine-tune the best of each network in the end from these layers on, as finetune does, such as last:20% [default: none]");
        var rates = Value<string?>("--learning-rates", "LIST",
            "learning rates of fine-tuning, each with each layer; default stands for that of finetune, found for each block "
            + "[default: default]");
        var epochs = Value<int?>("--epochs", "N", "epochs of fine-tuning [default: 10]");
        var testViews = Value<string?>("--tta", "LIST",
            "average outputs of the best of each network over the image and as many augmented views in the end [default: none]");
        var folds = Value("--folds", "K", usual.Folds, "the number of folds");
        var repeats = Value("--repeats", "N", usual.Repeats, "how often the folds are drawn anew for the last round");
        var configurations = Value<int?>("--configurations", "N", "the most configurations [default: all]");
        var minutes = Value<double?>("--minutes", "N",
            "begin no other configuration after as many minutes, and stop fine-tuning [default: no end]");
        var exhaustive = Switch("--exhaustive", "measure all configurations on all folds, and leave none out on the way");
        var objective = Choice("--objective", "what the chosen one is best at", "accuracy", "speed", "size", "balanced");
        var output = Value<string?>("--out", "FOLDER",
            "folder of table, plot, what is known so far, and the run of the chosen one [default: runs/tune-<name of DATA>]");
        var (device, cache, seed, json) =
            (CommonOptions.Device(), CommonOptions.Cache(), CommonOptions.Seed(), CommonOptions.Json());
        var command = new ProgramCommand(
            "tune", "Compare networks, image sizes, poolings and heads on folds of cached features, and train the best.")
        {
            Examples =
            [
                "tune PHOTOS",
                "tune PHOTOS --unfreeze last:20% --learning-rates default,1e-4 --tta 4",
                "tune PHOTOS --models efficientnet-lite0,resnet18-cntk --minutes 5",
                "tune PHOTOS --objective balanced",
            ],
        };
        command.Add(data);
        command.AddGroup("Data", targets, split);
        command.AddGroup("What is tried", models, sizes, cuts, poolings, heads, decays, views, augment);
        command.AddGroup("Fine-tuning and test-time views", unfreeze, rates, epochs, testViews);
        command.AddGroup("Tournament", objective, folds, repeats, configurations, minutes, exhaustive, seed);
        command.AddGroup("Machine", device, cache);
        command.AddGroup("Run", output, json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = new TuneOptions
            {
                Data = parsed.GetValue(data)!,
                Targets = parsed.GetValue(targets),
                ValidationSplit = parsed.GetValue(split),
                Models = Split(parsed.GetValue(models)),
                ImageSizes = Numbers(parsed.GetValue(sizes), "--image-sizes", text => int.Parse(text, CultureInfo.InvariantCulture)),
                Cuts = Split(parsed.GetValue(cuts)),
                Poolings = [.. Split(parsed.GetValue(poolings)).Select(PoolingOf)],
                Heads = Split(parsed.GetValue(heads), ';'),
                WeightDecays = Numbers(
                    parsed.GetValue(decays), "--weight-decays", text => double.Parse(text, CultureInfo.InvariantCulture)),
                Views = Numbers(parsed.GetValue(views), "--views", text => int.Parse(text, CultureInfo.InvariantCulture)),
                Augmentation = parsed.GetValue(augment) ?? usual.Augmentation,
                Unfreeze = Split(parsed.GetValue(unfreeze)),
                LearningRates = Numbers(parsed.GetValue(rates), "--learning-rates", RateOf, "numbers or default"),
                FineTuneEpochs = parsed.GetValue(epochs),
                TestViews = Numbers(parsed.GetValue(testViews), "--tta", text => int.Parse(text, CultureInfo.InvariantCulture)),
                Folds = parsed.GetValue(folds),
                Repeats = parsed.GetValue(repeats),
                Configurations = parsed.GetValue(configurations),
                Minutes = parsed.GetValue(minutes),
                IsExhaustive = parsed.GetValue(exhaustive),
                Objective = Enum.Parse<TuneObjective>(parsed.GetValue(objective)!, ignoreCase: true),
                Features = new FeatureOptions { Device = parsed.GetValue(device)!, Cache = parsed.GetValue(cache) },
                Trainer = new TrainerOptions { Seed = parsed.GetValue(seed) },
                Output = parsed.GetValue(output),
            };
            var result = ProgressDisplay.Run(program, progress => TransferLearning.Tune(options, progress, cancellation: cancellation));
            TuneDisplay.Show(program, parsed.GetValue(json), options, result);
            return ExitCodes.Of(result.Run!.Excluded.Count);
        });
    }

    private static string[] Split(string? list, char separator = ',') =>
        list?.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static T[] Numbers<T>(string? list, string option, Func<string, T> parse, string expected = "numbers")
    {
        try
        {
            return Array.ConvertAll(Split(list), text => parse(text));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new ArgumentException($"'{list}' is no value of {option}. Expected {expected} with commas between.", exception);
        }
    }

    private static double? RateOf(string text) => text == "default" ? null : double.Parse(text, CultureInfo.InvariantCulture);

    private static Pooling PoolingOf(string text) =>
        PoolingNames.Find(text) is { } found and not (Pooling.Auto or Pooling.Token) ? found : throw new ArgumentException(
            $"'{text}' is no value of --poolings. Expected avg, max, avg+max or none, with commas between.");
}
