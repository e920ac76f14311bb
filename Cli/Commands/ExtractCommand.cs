using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer extract DATA</c></summary>
internal static class ExtractCommand
{
    public static Command Create(TransferProgram program)
    {
        var data = new Argument<string>("DATA")
        {
            Description = "folder of images; folders in it are searched too, and the first one that is no split is the class",
        };
        var (features, files, json) = (new ExtractArguments(), new FileArguments(), CommonOptions.Json());
        var command = new ProgramCommand(
            "extract",
            "Compute the features of every image below a folder, through the cache; run it again to go on after an interruption.")
        {
            Examples =
            [
                "extract PHOTOS --out features.parquet",
                "extract PHOTOS --model resnet50.onnx --dtype float16",
                "extract PHOTOS --shard 0/4",
            ],
        };
        command.Add(data);
        files.AddTo(command);
        features.AddTo(command);
        command.AddGroup("Files", json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var (options, share) = files.Read(parsed, features.Read(parsed, parsed.GetValue(data)!));
            if (share is not null)
            {
                program.Remarks.WriteLine(share);
            }

            var (output, failed) = (files.ReadOutput(parsed), 0L);
            ExtractionDisplay.Run(program, progress =>
            {
                var summary = new ExtractionSummary(progress, options.Outcomes!, output);
                try
                {
                    Extract(options, summary, cancellation).GetAwaiter().GetResult();
                }
                finally
                {
                    program.Write(parsed.GetValue(json), summary.Fields, summary.Show);
                    failed = summary.Failed;
                }
            });
            return ExitCodes.Of(failed);
        });
    }

    private static async Task Extract(ExtractOptions options, ExtractionSummary summary, CancellationToken cancellation)
    {
        using var file = summary.Features is { } path ? FeatureFile.Create(path, options.Type == FeatureRowType.Float16) : null;
        await foreach (var row in FeatureExtraction.ExtractAsync(options, summary, cancellation).ConfigureAwait(false))
        {
            summary.Add(row);
            file?.Append(row);
        }

        file?.Finish();
    }
}
