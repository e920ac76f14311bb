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
        var augment = Value("--augment", "PRESET", "standard",
            $"what the settings below start from: {CommonOptions.Presets}, or a preset with settings such as \"keras;rotation-range=20\"");
        var target = Value("--out", "FILE", "augmentation.png", "PNG file to write");
        var images = Value("--images", "N", 6, "how many images, a row each");
        var views = Value("--views", "N", defaults.Views, "how many views beside each image");
        var imageSize = Value("--image-size", "N", defaults.ThumbnailSize, "height and width of a view in pixels");
        var (imaging, seed, settings) = (CommonOptions.Imaging(), CommonOptions.Seed(), new AugmentationArguments());
        var command = new ProgramCommand(
            "augment", "Look at augmented views: originals in the first column, views beside them, with what was drawn.")
        {
            Examples = ["augment PHOTOS", "augment photo.jpg --augment keras --rotation-range 40 --out sheet.png"],
        };
        command.Add(data);
        command.AddGroup("Sheet", target, images, views, imageSize);
        command.AddGroup("Augmentation", augment, seed);
        command.AddGroup("Machine", imaging);
        settings.AddTo(command);
        return program.Handle(command, parsed =>
        {
            var name = parsed.GetValue(augment)!;
            var (augmentation, changed) = settings.Read(parsed, AugmentationOptions.Parse(name));
            var options = new ViewSheetOptions
            {
                Title = $"Augmentation preset {name}{(changed.Count == 0 ? "" : ", changed")}",
                Augmentation = augmentation,
                Views = parsed.GetValue(views),
                ThumbnailSize = parsed.GetValue(imageSize),
                Imaging = CommonOptions.ImagingOf(parsed.GetValue(imaging)),
                Seed = parsed.GetValue(seed),
            };
            var sheet = parsed.GetValue(target)!;
            var unread = AugmentationPreview.Save(parsed.GetValue(data)!, sheet, options, parsed.GetValue(images));
            var changes = changed.Count == 0 ? "" : $", with {string.Join(", ", changed.Select(setting => setting.Name))} changed";
            program.Output.WriteLine($"Preset: {name}{changes}.");
            program.Output.WriteLine($"Options: {augmentation.Summary}");
            foreach (var one in unread)
            {
                program.Error.WriteLine($"Left out: {one.Path}: {one.Reason}");
            }

            program.Output.WriteLine($"Sheet: {sheet}");
            return ExitCodes.Of(unread.Count);
        });
    }
}
