using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer serve RUN-OR-MODEL</c></summary>
internal static class ServeCommand
{
    public static Command Create(TransferProgram program)
    {
        var usual = new ServeOptions { Model = "" };
        var model = new Argument<string>("RUN-OR-MODEL")
        {
            Description = "a run folder, or a model.onnx of 'transfer train', 'finetune' or 'export'",
        };
        var port = Value("--port", "N", usual.Port, "port on this machine; 0 for a free one");
        var corrections = Value<string?>("--corrections", "FOLDER",
            "where images go whose class is corrected, one folder a class [default: RUN-OR-MODEL-corrections]");
        var (images, bytes) = (Value("--max-images", "N", usual.MaxImages, "most images of a request"),
            Value("--max-image-bytes", "N", usual.MaxImageBytes, "most bytes of an image"));
        var (whole, requests) = (Value("--max-request-bytes", "N", usual.MaxRequestBytes, "most bytes of a request"),
            Value("--max-requests", "N", usual.MaxRequests, "most requests that are worked on or wait; further ones get status 503"));
        var (device, imaging) = (CommonOptions.Device(), CommonOptions.Imaging());
        var command = new ProgramCommand("serve", "Show a page to try a model on, and answer programs, on this machine until Ctrl-C.")
        {
            Examples = ["serve runs/first", "serve model.onnx --port 0 --corrections wrong"],
        };
        command.Add(model);
        command.AddGroup("Options", port, corrections);
        command.AddGroup("Limits", images, bytes, whole, requests);
        command.AddGroup("Images", imaging);
        command.AddGroup("Machine", device);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = new ServeOptions
            {
                Model = parsed.GetValue(model)!,
                Port = parsed.GetValue(port),
                Corrections = parsed.GetValue(corrections),
                MaxImages = parsed.GetValue(images),
                MaxImageBytes = parsed.GetValue(bytes),
                MaxRequestBytes = parsed.GetValue(whole),
                MaxRequests = parsed.GetValue(requests),
                Classifier = new ClassifierOptions
                {
                    Device = parsed.GetValue(device)!,
                    Imaging = CommonOptions.ImagingOf(parsed.GetValue(imaging)),
                },
            };
            RunAsync(program, options, cancellation).GetAwaiter().GetResult();
        });
    }

    private static async Task RunAsync(TransferProgram program, ServeOptions options, CancellationToken cancellation)
    {
        await using var server = await ClassifierServer.StartAsync(options, cancellation);
        foreach (var note in server.Notes)
        {
            program.Remarks.WriteLine(note);
        }

        program.Output.WriteLine($"Listening on {server.Address}. Stop with Ctrl-C.");
        await server.WaitAsync(cancellation);
        program.Remarks.WriteLine("Stopped; requests that had begun were answered.");
    }
}
