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
        var (features, files) = (new ExtractArguments(), new FileArguments());
        var command = new Command(
            "extract",
            "Compute the features of every image below a folder, through the cache; run it again to go on after an interruption.")
        {
            data,
        };
        files.AddTo(command);
        features.AddTo(command);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var (options, share) = files.Read(parsed, features.Read(parsed, parsed.GetValue(data)!));
            if (share is not null)
            {
                program.Output.WriteLine(share);
            }

            var output = files.ReadOutput(parsed);
            ExtractionDisplay.Run(
                program, progress => Extract(program.Output, options, output, progress, cancellation).GetAwaiter().GetResult());
        });
    }

    private static async Task Extract(
        TextWriter screen, ExtractOptions options, string? output, IProgress<ExtractionProgress> progress, CancellationToken cancellation)
    {
        var summary = new ExtractionSummary(progress);
        using var file = output is null ? null : FeatureFile.Create(output, options.Type == FeatureRowType.Float16);
        try
        {
            await foreach (var row in FeatureExtraction.ExtractAsync(options, summary, cancellation).ConfigureAwait(false))
            {
                summary.Add(row);
                file?.Append(row);
            }

            file?.Finish();
        }
        finally
        {
            summary.Show(screen, options.Outcomes!);
        }
    }
}
