using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer models add FILE</c></summary>
internal static class ModelsAddCommand
{
    public static Command Create(TransferProgram program)
    {
        var file = new Argument<string>("FILE") { Description = "an ONNX file" };
        var name = Value<string?>("--name", "NAME", "also copy it to the downloaded networks under this name");
        var preprocessing = Value<string?>("--preprocessing", "SPEC",
            "caffe, tf, torch, or such as order=RGB,mean=127,std=128 [default: what is known of it]");
        var imageSize = Value<int?>("--image-size", "N", "height and width of its images [default: what the file says, else 224]");
        var licence = Value<string?>("--licence", "TEXT", "the licence of the weights [default: unknown]");
        var origin = Value<string?>("--origin", "TEXT", "where the weights come from [default: unknown]");
        var command = new ProgramCommand(
            "add", "Write FILE.json beside a network: how its images are prepared, its licence and origin. Every command reads it.")
        {
            Examples = ["models add resnet50.onnx --preprocessing caffe", "models add nasnet-mobile.onnx --name nasnet-mobile"],
        };
        command.Add(file);
        command.AddGroup("Options", name, preprocessing, imageSize, licence, origin);
        return program.Handle(command, parsed =>
        {
            var path = BackboneFiles.Add(parsed.GetValue(file)!, new BackboneFacts
            {
                Name = parsed.GetValue(name),
                Preprocessing = parsed.GetValue(preprocessing),
                ImageSize = parsed.GetValue(imageSize),
                Licence = parsed.GetValue(licence),
                Origin = parsed.GetValue(origin),
            });
            var record = Backbone.Load(path).Record;
            program.Output.WriteLine(
                $"{path}: {record.Name}, {record.ImageSize} px, preprocessing {record.Preprocessing}, licence {record.Licence}");
            return ExitCodes.Done;
        });
    }
}
