using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>Which share of the files is ours when nobody says so: what Slurm and Kubernetes tell their tasks.</summary>
public static class ShardEnvironment
{
    private const string SlurmTask = "SLURM_ARRAY_TASK_ID";
    private const string KubernetesTask = "JOB_COMPLETION_INDEX";
    private const string Shares = "TRANSFER_SHARDS";

    /// <summary>Decides on the share.</summary>
    /// <param name="share"><c>i/n</c>; wins over everything else. Null where it was not given.</param>
    /// <param name="shares">How many shares there are, where the environment says which; null for its own word.</param>
    /// <param name="read">Reads a variable of the environment; null where it is not set.</param>
    /// <returns>The share, and a sentence that says why; no sentence for all files.</returns>
    /// <exception cref="ArgumentException">The values make no sense.</exception>
    public static (ShardShare Share, string? Why) Choose(string? share, int? shares, Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (share is not null)
        {
            var given = ShardShare.Parse(share);
            return (given, shares is null || shares == given.Count ? $"Share {given} of the files, as --shard says."
                : throw new ArgumentException($"--shard {share} and --shards {shares} were given, which contradict each other. Give one of them."));
        }

        if (shares is < 1)
        {
            throw new ArgumentException($"--shards is {shares}; expected 1 or more.");
        }

        shares ??= Number(read, Shares);
        if (Number(read, SlurmTask) is { } slurm)
        {
            return Slurm(slurm, shares, read);
        }

        if (Number(read, KubernetesTask) is { } index)
        {
            return shares is { } count
                ? (Checked(index, count, KubernetesTask), $"Share {index}/{count} of the files: {KubernetesTask} is {index}, of {count} shares.")
                : throw new ArgumentException($"{KubernetesTask} is {index}, so this is one of several tasks, but how many is not said. Give the job's completions with --shards N or {Shares}, or --shard 0/1 for all files.");
        }

        return shares is null or 1
            ? (ShardShare.All, null)
            : throw new ArgumentException($"There are to be {shares} shares, but neither {SlurmTask} nor {KubernetesTask} says which one this is. Say it with --shard i/{shares}.");
    }

    private static (ShardShare Share, string Why) Slurm(int task, int? shares, Func<string, string?> read)
    {
        if (shares is { } given)
        {
            return (Checked(task, given, SlurmTask), $"Share {task}/{given} of the files: {SlurmTask} is {task}, of {given} shares.");
        }

        var count = Number(read, "SLURM_ARRAY_TASK_COUNT")
            ?? throw new ArgumentException($"{SlurmTask} is {task}, but SLURM_ARRAY_TASK_COUNT is not set. Give the number of shares with --shards N.");
        var (least, step) = (Number(read, "SLURM_ARRAY_TASK_MIN") ?? 0, Math.Max(1, Number(read, "SLURM_ARRAY_TASK_STEP") ?? 1));
        var index = (task - least) / step;
        return (task - least) % step == 0 && index >= 0 && index < count
            ? (new ShardShare(index, count), $"Share {index}/{count} of the files: {SlurmTask} is {task}, number {index + 1} of the {count} tasks from {least} in steps of {step}.")
            : throw new ArgumentException($"{SlurmTask} is {task}, which is not among {count} tasks from {least} in steps of {step}. Number the array without gaps (--array=0-{count - 1}), or give the number of shares with --shards N.");
    }

    private static ShardShare Checked(int index, int count, string variable) => index >= 0 && index < count
        ? new ShardShare(index, count)
        : throw new ArgumentException($"{variable} is {index}, but with {count} shares it must be 0 to {count - 1}. Number the tasks from 0, such as --array=0-{count - 1}.");

    private static int? Number(Func<string, string?> read, string variable) => read(variable) is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{variable} is '{text}'; expected a number.");
}
