using System.CommandLine;
using Transfer.Augmentation;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer augment DATA</c></summary>
internal static class AugmentCommand
{
    public static Command Create(TransferProgram program)
    {
        var data = new Argument<string>("DATA") { Description = "folder of pictures, with or without folders per split and class, or one picture" };
        var preset = new Option<string>("--preset")
        {
            Description = $"what the knobs below start from: {string.Join(", ", AugmentationOptions.PresetNames)}",
            DefaultValueFactory = _ => "standard",
        };
        var preview = new Option<string>("--preview") { Description = "PNG file to write", DefaultValueFactory = _ => "augmentation.png" };
        var pictures = new Option<int>("--pictures") { Description = "how many pictures, a row each", DefaultValueFactory = _ => 6 };
        var views = new Option<int>("--views") { Description = "how many views beside each picture", DefaultValueFactory = _ => new ViewSheetOptions().Views };
        var imageSize = new Option<int>("--image-size") { Description = "height and width of a view in pixels", DefaultValueFactory = _ => new ViewSheetOptions().ThumbnailSize };
        var imaging = new Option<string>("--imaging") { Description = "what decodes pictures: skia, or imagesharp in a build that has it", DefaultValueFactory = _ => "skia" };
        var seed = CommonOptions.Seed();
        var knobs = Knobs();
        var command = new Command("augment", "Look at augmented views: originals in the first column, views beside them, with what was drawn.")
        {
            data, preset, preview, pictures, views, imageSize, imaging, seed,
        };
        foreach (var (_, option) in knobs)
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => Task.FromResult(program.Guard(() =>
        {
            var name = parsed.GetValue(preset)!;
            var (options, changed) = Read(parsed, AugmentationOptions.Preset(name), knobs);
            var title = changed.Count == 0 ? $"Augmentation preset {name}" : $"Augmentation preset {name}, changed";
            var measures = new ViewSheetOptions
            {
                Views = parsed.GetValue(views),
                ThumbnailSize = parsed.GetValue(imageSize),
                Imaging = ImagingLibrary.Parse(parsed.GetValue(imaging)!),
            };
            var sheet = parsed.GetValue(preview)!;
            var left = AugmentationPreview.Save(parsed.GetValue(data)!, sheet, title, options, parsed.GetValue(pictures), measures, parsed.GetValue(seed));
            program.Output.WriteLine($"Preset: {name}{(changed.Count == 0 ? "" : $", with {string.Join(", ", changed)} changed")}.");
            program.Output.WriteLine($"Options: {options.Summary}");
            foreach (var one in left)
            {
                program.Error.WriteLine($"Left out: {one.Path}: {one.Reason}");
            }

            program.Output.WriteLine($"Sheet: {sheet}");
            return 0;
        })));
        return command;
    }

    /// <summary>An option for every knob, for any command that augments.</summary>
    internal static IReadOnlyList<(AugmentationKnob Knob, Option Option)> Knobs() =>
    [
        .. AugmentationOptions.Knobs.Select(knob => (knob, knob.IsSwitch
            ? (Option)new Option<bool>($"--{knob.Name}") { Description = knob.Help }
            // A missing value gets our sentence with an example and not the parser's.
            : new Option<string>($"--{knob.Name}") { Description = knob.Help, Arity = ArgumentArity.ZeroOrOne })),
    ];

    /// <summary>Turns the knobs that were given, and says which.</summary>
    internal static (AugmentationOptions Options, IReadOnlyList<string> Changed) Read(
        ParseResult parsed, AugmentationOptions options, IReadOnlyList<(AugmentationKnob Knob, Option Option)> knobs)
    {
        var changed = new List<string>();
        foreach (var (knob, option) in knobs)
        {
            if (parsed.GetResult(option) is not { Implicit: false } given)
            {
                continue;
            }

            var text = given.Tokens.Count > 0 ? given.Tokens[^1].Value : knob.IsSwitch ? "true" : "";
            options = knob.Turn(options, text);
            changed.Add(knob.Name);
        }

        return (options, changed);
    }
}
