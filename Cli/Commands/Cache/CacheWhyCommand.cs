using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer cache why IMAGE</c></summary>
internal static class CacheWhyCommand
{
    public static Command Create(TransferProgram program)
    {
        var image = new Argument<string>("IMAGE") { Description = "an image file" };
        var features = new ExtractArguments();
        var command = new Command(
            "why", "Say whether the features of an image are cached, and what differs from the nearest ones for given options.") { image };
        features.AddTo(command);
        return program.Handle(command, parsed =>
        {
            var options = features.Read(parsed, data: "");
            var found = CachedImage.Find(parsed.GetValue(image)!, options.Features.Cache, features.AreGiven(parsed) ? options : null);
            foreach (var sentence in found.Sentences)
            {
                program.Output.WriteLine(sentence);
            }

            return 0;
        });
    }
}
