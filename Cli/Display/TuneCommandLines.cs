using System.Globalization;
using System.Text.RegularExpressions;

namespace Transfer.Cli;

/// <summary>The command lines that train the chosen configuration of a tournament by hand.</summary>
internal static partial class TuneCommandLines
{
    private const string Run = "best";

    /// <summary>One line, or two where it is fine-tuned.</summary>
    public static IEnumerable<string> Of(TuneOptions options, TuneConfiguration chosen)
    {
        var seed = options.Trainer.Seed == new TrainerOptions().Seed ? null : $"{options.Trainer.Seed}";
        var device = options.Features.Device == new FeatureOptions().Device ? null : options.Features.Device;
        yield return Line(
            ["transfer", "train", options.Data],
            ("--targets", options.Targets),
            ("--validation-split", options.ValidationSplit == new TuneOptions { Data = "" }.ValidationSplit ? null
                : Number(options.ValidationSplit)),
            ("--model", chosen.Model),
            ("--preprocessing", chosen.Preprocessing),
            ("--image-size", $"{chosen.ImageSize}"),
            ("--cut", chosen.Cut),
            ("--pool", chosen.Pooling == Pooling.Auto ? null : PoolingNames.Of(chosen.Pooling)),
            ("--head", chosen.Head),
            ("--weight-decay", Number(chosen.WeightDecay)),
            ("--views", chosen.Views == 0 ? null : $"{chosen.Views}"),
            ("--tta", chosen.TestViews == 0 ? null : $"{chosen.TestViews}"),
            ("--augment", chosen.Views + chosen.TestViews == 0 ? null : options.Augmentation),
            ("--unfreeze", "none"), ("--seed", seed), ("--device", device), ("--cache", options.Features.Cache), ("--run", Run));
        if (chosen.Unfreeze is not null)
        {
            yield return Line(
                ["transfer", "finetune", Run],
                ("--unfreeze", chosen.Unfreeze),
                ("--learning-rate", chosen.LearningRate is { } rate ? Number(rate) : null),
                ("--epochs", options.FineTuneEpochs is { } epochs ? $"{epochs}" : null),
                ("--seed", seed), ("--device", device), ("--run", $"{Run}-finetuned"));
        }
    }

    private static string Line(IEnumerable<string> words, params (string Option, string? Value)[] options) => string.Join(
        ' ', words.Concat(options.Where(o => o.Value is not null).SelectMany(o => new[] { o.Option, o.Value! })).Select(Quoted));

    /// <summary>A word as a shell takes it.</summary>
    private static string Quoted(string word) => Plain().IsMatch(word) ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[\w./:=,+%@-]+$")]
    private static partial Regex Plain();
}
