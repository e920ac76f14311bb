using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer cache why IMAGE</c></summary>
internal static class CacheWhyCommand
{
    public static Command Create(TransferProgram program)
    {
        var image = new Argument<string>("IMAGE") { Description = "an image" };
        var model = new ExtractArguments();
        var command = new Command("why", "Say whether an image's features are in the cache and, for given options, what differs from the nearest ones.") { image };
        model.AddTo(command);
        command.SetAction(parsed => program.Guard(() =>
        {
            var options = model.Read(parsed, data: "");
            foreach (var sentence in CachedImage.Find(parsed.GetValue(image)!, options.Features.Cache, model.AreGiven(parsed) ? options : null).Sentences)
            {
                program.Output.WriteLine(sentence);
            }

            return 0;
        }));
        return command;
    }
}
