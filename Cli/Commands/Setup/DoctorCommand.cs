using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(TransferProgram program)
    {
        var model = new Argument<string?>("MODEL")
        {
            Description = "a network whose preprocessing is to be found: an ONNX file, or a name of 'transfer models list'; needs --data",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var usual = new PreprocessingSearchOptions { Data = "" };
        var data = Value<string?>("--data", "FOLDER", "images of known classes, as for train; only training images are used");
        var targets = Value<string?>("--targets", "FILE", "CSV with path,label for each image [default: folders are classes]");
        var images = Value("--images", "N", usual.Images, "the most images that are tried");
        var (imageSize, cut, device) = (CommonOptions.ImageSize(), CommonOptions.Cut(), CommonOptions.Device());
        var outsideData = CommonOptions.AllowOutsideData();
        var seed = CommonOptions.Seed("seed that chooses the images");
        var write = Switch("--write", "write FILE.json beside the network with what is proposed, as 'transfer models add' does");
        var json = CommonOptions.Json();
        var command = new ProgramCommand(
            "doctor",
            "Print versions, processor, device, cache and where libraries were found; fails if one cannot be used. "
            + "With MODEL and --data: find the preprocessing that the network was trained with.")
        {
            Examples = ["doctor", "doctor --json", "doctor resnet50.onnx --data PHOTOS --write"],
        };
        command.Add(model);
        command.AddGroup("Preprocessing", data, targets, images, imageSize, cut, outsideData, device, seed, write);
        command.AddGroup("Options", json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var network = parsed.GetValue(model);
            if (parsed.GetValue(data) is not { } folder)
            {
                return network is null ? ShowMachine(program, parsed.GetValue(json)) : throw new ArgumentException(
                    $"There are no images to try '{network}' with. Give a folder with a folder of images per class as --data FOLDER.");
            }

            PreprocessingDisplay.CheckWrite(parsed.GetValue(write), network);
            var result = ProgressDisplay.Run(program, progress => TransferLearning.FindPreprocessing(
                new PreprocessingSearchOptions
                {
                    Data = folder,
                    Targets = parsed.GetValue(targets),
                    Images = parsed.GetValue(images),
                    Seed = parsed.GetValue(seed),
                    Features = new FeatureOptions
                    {
                        Model = network,
                        AllowOutsideData = parsed.GetValue(outsideData),
                        ImageSize = parsed.GetValue(imageSize),
                        Cut = parsed.GetValue(cut),
                        Device = parsed.GetValue(device)!,
                    },
                },
                progress, cancellation));
            return PreprocessingDisplay.Show(program, parsed.GetValue(json), result, network, parsed.GetValue(write));
        });
    }

    private static int ShowMachine(TransferProgram program, bool asJson)
    {
        var facts = MachineReport.Look();
        program.Write(asJson, facts, output =>
        {
            foreach (var fact in facts)
            {
                output.WriteLine($"{fact.Name + ":",-15}{(fact.IsFault ? "NOT USABLE: " : "")}{fact.Value}");
            }
        });
        return facts.Any(f => f.IsFault) ? ExitCodes.Failed : ExitCodes.Done;
    }
}
