using System.CommandLine;
using System.Globalization;
using Transfer.FeatureCache;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer extract DATA</c></summary>
internal static class ExtractCommand
{
    private static readonly ExtractOptions Defaults = new() { Data = "" };

    public static Command Create(TransferProgram program)
    {
        var data = new Argument<string>("DATA") { Description = "folder of images; folders within it are searched too, the first is the class" };
        var features = new ExtractArguments();
        var batchSize = new Option<int?>("--batch-size") { Description = "images per run of the base [default: a short calibration finds it]" };
        var maxPixels = new Option<long>("--max-pixels") { Description = "images with more pixels are refused before they are decoded", DefaultValueFactory = _ => Defaults.MaxPixels };
        var followLinks = new Option<bool>("--follow-links") { Description = "follow symbolic links that leave the folder" };
        var shard = new Option<string?>("--shard") { Description = "i/n: only share i (from 0) of n equal ones [default: what Slurm or Kubernetes says, else all]" };
        var shards = new Option<int?>("--shards") { Description = "how many shares there are, where SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX says which [default: SLURM_ARRAY_TASK_COUNT or TRANSFER_SHARDS]" };
        var outcomes = new Option<string?>("--outcomes") { Description = "CSV file with what became of every file [default: outcomes.csv, or outcomes-i-of-n.csv for a share]" };
        var output = new Option<string?>("--out") { Description = "features for other programs, by ending: .parquet, .arrow, or .npy with a CSV beside it" };
        var command = new Command("extract", "Compute the features of every image below a folder, through the cache; run it again to go on after an interruption.")
        {
            data, batchSize, maxPixels, followLinks, shard, shards, outcomes, output,
        };
        features.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var (share, why) = ShardEnvironment.Choose(parsed.GetValue(shard), parsed.GetValue(shards), Environment.GetEnvironmentVariable);
            var name = share.Count == 1 ? "outcomes.csv" : string.Create(CultureInfo.InvariantCulture, $"outcomes-{share.Index}-of-{share.Count}.csv");
            var options = features.Read(parsed, parsed.GetValue(data)!) with
            {
                BatchSize = parsed.GetValue(batchSize),
                MaxPixels = parsed.GetValue(maxPixels),
                FollowLinks = parsed.GetValue(followLinks),
                Shard = share,
                Outcomes = parsed.GetValue(outcomes) ?? name,
                WithFeatures = parsed.GetValue(output) is not null,
            };
            if (why is not null)
            {
                program.Output.WriteLine(why);
            }

            return ExtractionDisplay.Run(program, progress => Extract(program, options, parsed.GetValue(output), progress, cancellation).GetAwaiter().GetResult());
        })));
        return command;
    }

    private static async Task<int> Extract(
        TransferProgram program, ExtractOptions options, string? output, IProgress<ExtractionProgress> progress, CancellationToken cancellation)
    {
        var summary = new ExtractionSummary();
        var heard = new LastReport(progress);
        using var file = output is null ? null : FeatureFile.Create(output, options.Type == FeatureRowType.Float16);
        try
        {
            await foreach (var row in FeatureExtraction.ExtractAsync(options, heard, cancellation).ConfigureAwait(false))
            {
                summary.Add(row);
                file?.Append(row);
            }

            file?.Finish();
        }
        finally
        {
            if (heard.Last is { } last)
            {
                summary.Show(program.Output, last, options.Outcomes!);
            }
        }

        return 0;
    }

    private sealed class LastReport(IProgress<ExtractionProgress> inner) : IProgress<ExtractionProgress>
    {
        public ExtractionProgress? Last { get; private set; }

        public void Report(ExtractionProgress value)
        {
            Last = value.Seconds > 0 ? value : Last;
            inner.Report(value);
        }
    }
}
