using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>Which files <c>extract</c> reads and writes.</summary>
internal sealed class FileArguments
{
    private readonly Option<int?> _batchSize = Value<int?>("--batch-size", "N",
        "images in one run of the base, 1 to 1024 [default: 8 below 1000 rows, then a short calibration finds it]");

    private readonly Option<long> _maxPixels = Value("--max-pixels", "N", new ExtractOptions { Data = "" }.MaxPixels,
        "images with more pixels are refused before they are decoded");

    private readonly Option<bool> _followLinks = Switch("--follow-links", "follow symbolic links that leave the folder");
    private readonly Option<string?> _shard = Value<string?>("--shard", "I/N",
        "only share I (from 0) of N equal shares of the files [default: as Slurm or Kubernetes says, else all files]");

    private readonly Option<int?> _shards = Value<int?>("--shards", "N",
        "number of shares, where SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX says which one this is "
        + "[default: SLURM_ARRAY_TASK_COUNT or TRANSFER_SHARDS]");

    private readonly Option<string?> _outcomes = Value<string?>("--outcomes", "FILE",
        "CSV file with the outcome of every file [default: outcomes.csv, or outcomes-I-of-N.csv for a share]");

    private readonly Option<string?> _output = Value<string?>("--out", "FILE",
        "file of features for other programs: .parquet, .arrow, or .npy with a CSV beside it");

    public void AddTo(ProgramCommand command)
    {
        command.AddGroup("Files", _output, _outcomes, _followLinks, _maxPixels);
        command.AddGroup("Shares", _shard, _shards);
        command.AddGroup("Machine", _batchSize);
    }

    /// <summary>The file of features for other programs; null for none.</summary>
    public string? ReadOutput(ParseResult parsed) => parsed.GetValue(_output);

    /// <returns>The options with those of files, and a sentence about the share; null where all files are extracted.</returns>
    public (ExtractOptions Options, string? Share) Read(ParseResult parsed, ExtractOptions options)
    {
        var (share, why) = ShardEnvironment.Choose(parsed.GetValue(_shard), parsed.GetValue(_shards), Environment.GetEnvironmentVariable);
        var outcomes = share.Count == 1 ? "outcomes.csv" : $"outcomes-{share.Index}-of-{share.Count}.csv";
        return (options with
        {
            BatchSize = parsed.GetValue(_batchSize),
            MaxPixels = parsed.GetValue(_maxPixels),
            FollowLinks = parsed.GetValue(_followLinks),
            Shard = share,
            Outcomes = parsed.GetValue(_outcomes) ?? outcomes,
            WithFeatures = parsed.GetValue(_output) is not null,
        }, why);
    }
}
