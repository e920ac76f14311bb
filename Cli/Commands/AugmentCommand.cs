using System.CommandLine;
using Transfer.Augmentation;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer augment DATA</c></summary>
internal static class AugmentCommand
{
    public static Command Create(TransferProgram program)
    {
        var defaults = new ViewSheetOptions();
        var data = new Argument<string>("DATA")
        {
            Description = "folder of images, with or without folders per split and class, or one image",
        };
        var preset = new Option<string>("--preset")
        {
            Description = $"what the settings below start from: {string.Join(", ", AugmentationOptions.PresetNames)}",
            DefaultValueFactory = _ => "standard",
        };
        var preview = new Option<string>("--preview") { Description = "PNG file to write", DefaultValueFactory = _ => "augmentation.png" };
        var images = new Option<int>("--images") { Description = "how many images, a row each", DefaultValueFactory = _ => 6 };
        var views = new Option<int>("--views")
        {
            Description = "how many views beside each image",
            DefaultValueFactory = _ => defaults.Views,
        };
        var imageSize = new Option<int>("--image-size")
        {
            Description = "height and width of a view in pixels",
            DefaultValueFactory = _ => defaults.ThumbnailSize,
        };
        var imaging = CommonOptions.Imaging();
        var seed = CommonOptions.Seed();
        var settings = new AugmentationArguments();
        var command = new Command(
            "augment", "Look at augmented views: originals in the first column, views beside them, with what was drawn.")
        {
            data, preset, preview, images, views, imageSize, imaging, seed,
        };
        settings.AddTo(command);
        command.SetAction((parsed, _) => Task.FromResult(program.Guard(() =>
        {
            var name = parsed.GetValue(preset)!;
            var (augmentation, changed) = settings.Read(parsed, AugmentationOptions.Preset(name));
            var options = new ViewSheetOptions
            {
                Title = $"Augmentation preset {name}{(changed.Count == 0 ? "" : ", changed")}",
                Augmentation = augmentation,
                Views = parsed.GetValue(views),
                ThumbnailSize = parsed.GetValue(imageSize),
                Imaging = CommonOptions.ImagingOf(parsed.GetValue(imaging)),
                Seed = parsed.GetValue(seed),
            };
            var sheet = parsed.GetValue(preview)!;
            var unread = AugmentationPreview.Save(parsed.GetValue(data)!, sheet, options, parsed.GetValue(images));
            var changes = changed.Count == 0 ? "" : $", with {string.Join(", ", changed.Select(setting => setting.Name))} changed";
            program.Output.WriteLine($"Preset: {name}{changes}.");
            program.Output.WriteLine($"Options: {augmentation.Summary}");
            foreach (var one in unread)
            {
                program.Error.WriteLine($"Left out: {one.Path}: {one.Reason}");
            }

            program.Output.WriteLine($"Sheet: {sheet}");
            return 0;
        })));
        return command;
    }
}
