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
        var (model, preprocessing, imageSize, pool) = (CommonOptions.Model(), CommonOptions.Preprocessing(), CommonOptions.ImageSize(), CommonOptions.Pool());
        var cut = new Option<string?>("--cut") { Description = "the layer, block, node or tensor where features leave: what enters it, as --unfreeze of finetune [default: the end of the base]" };
        var views = new Option<int>("--views") { Description = "augmented views of each image (1 to K) beside the image itself (view 0)" };
        var augment = new Option<string>("--augment") { Description = "how views are augmented: a preset, or such as \"keras;rotation-range=20\"", DefaultValueFactory = _ => Defaults.Augmentation };
        var type = new Option<string>("--dtype") { Description = "float32 or float16 in the cache", DefaultValueFactory = _ => "float32" };
        type.AcceptOnlyFromAmong("float32", "float16");
        var batchSize = new Option<int?>("--batch-size") { Description = "images per run of the base [default: a short calibration finds it]" };
        var maxPixels = new Option<long>("--max-pixels") { Description = "images with more pixels are refused before they are decoded", DefaultValueFactory = _ => Defaults.MaxPixels };
        var followLinks = new Option<bool>("--follow-links") { Description = "follow symbolic links that leave the folder" };
        var verifyFiles = CommonOptions.VerifyFiles();
        var shard = new Option<string?>("--shard") { Description = "i/n: only share i (from 0) of n equal ones [default: what Slurm or Kubernetes says, else all]" };
        var shards = new Option<int?>("--shards") { Description = "how many shares there are, where SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX says which [default: SLURM_ARRAY_TASK_COUNT or TRANSFER_SHARDS]" };
        var outcomes = new Option<string?>("--outcomes") { Description = "CSV file with what became of every file [default: outcomes.csv, or outcomes-i-of-n.csv for a share]" };
        var output = new Option<string?>("--out") { Description = "features for other programs, by ending: .parquet, .arrow, or .npy with a CSV beside it" };
        var (device, cache, seed, imaging) = (CommonOptions.Device(), CommonOptions.Cache(), CommonOptions.Seed(), CommonOptions.Imaging());
        var command = new Command("extract", "Compute the features of every image below a folder, through the cache; run it again to go on after an interruption.")
        {
            data, model, cut, preprocessing, imageSize, pool, views, augment, type, batchSize, maxPixels, followLinks, verifyFiles, shard, shards, outcomes, output, device, cache, seed, imaging,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var (share, why) = ShardEnvironment.Choose(parsed.GetValue(shard), parsed.GetValue(shards), Environment.GetEnvironmentVariable);
            var options = new ExtractOptions
            {
                Data = parsed.GetValue(data)!,
                Model = parsed.GetValue(model),
                Cut = parsed.GetValue(cut),
                Preprocessing = parsed.GetValue(preprocessing),
                ImageSize = parsed.GetValue(imageSize),
                Pooling = CommonOptions.PoolingOf(parsed.GetValue(pool)),
                Views = parsed.GetValue(views),
                Augmentation = parsed.GetValue(augment)!,
                Type = parsed.GetValue(type) == "float16" ? FeatureRowType.Float16 : FeatureRowType.Float32,
                BatchSize = parsed.GetValue(batchSize),
                MaxPixels = parsed.GetValue(maxPixels),
                Imaging = CommonOptions.ImagingOf(parsed.GetValue(imaging)),
                FollowLinks = parsed.GetValue(followLinks),
                VerifyFiles = parsed.GetValue(verifyFiles),
                Shard = share,
                Seed = parsed.GetValue(seed),
                Device = parsed.GetValue(device)!,
                Cache = parsed.GetValue(cache),
                Outcomes = parsed.GetValue(outcomes) ?? (share.Count == 1 ? "outcomes.csv" : string.Create(CultureInfo.InvariantCulture, $"outcomes-{share.Index}-of-{share.Count}.csv")),
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
