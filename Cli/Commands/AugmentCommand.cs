using System.CommandLine;
using static Transfer.Cli.OptionFactory;

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
        var preset = Value("--preset", "NAME", "standard", $"what the settings below start from: {CommonOptions.Presets}");
        var preview = Value("--preview", "FILE", "augmentation.png", "PNG file to write");
        var images = Value("--images", "N", 6, "how many images, a row each");
        var views = Value("--views", "N", defaults.Views, "how many views beside each image");
        var imageSize = Value("--image-size", "N", defaults.ThumbnailSize, "height and width of a view in pixels");
        var (imaging, seed, settings) = (CommonOptions.Imaging(), CommonOptions.Seed(), new AugmentationArguments());
        var command = new Command(
            "augment", "Look at augmented views: originals in the first column, views beside them, with what was drawn.")
        {
            data, preset, preview, images, views, imageSize, imaging, seed,
        };
        settings.AddTo(command);
        return program.Handle(command, parsed =>
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
        });
    }
}
