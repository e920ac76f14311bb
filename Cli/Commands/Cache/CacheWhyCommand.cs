using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer cache why IMAGE</c></summary>
internal static class CacheWhyCommand
{
    public static Command Create(TransferProgram program)
    {
        var image = new Argument<string>("IMAGE") { Description = "an image file" };
        var (features, json) = (new ExtractArguments(), CommonOptions.Json());
        var command = new ProgramCommand(
            "why", "Say whether the features of an image are cached, and what differs from the nearest ones for given options.")
        {
            Examples = ["cache why photo.jpg", "cache why photo.jpg --model resnet50.onnx --preprocessing torch"],
        };
        command.Add(image);
        features.AddTo(command);
        command.AddGroup("Machine", json);
        return program.Handle(command, parsed =>
        {
            var options = features.Read(parsed, data: "");
            var found = CachedImage.Find(parsed.GetValue(image)!, options.Features.Cache, features.AreGiven(parsed) ? options : null);
            program.Write(parsed.GetValue(json), found, output =>
            {
                foreach (var sentence in found.Sentences)
                {
                    output.WriteLine(sentence);
                }
            });
            return ExitCodes.Done;
        });
    }
}
