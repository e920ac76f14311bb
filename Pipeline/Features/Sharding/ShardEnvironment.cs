using System.Globalization;

namespace Transfer.Pipeline.Features;

/// <summary>Chooses a share of the files: the one that is given, or the one that Slurm or Kubernetes gave to this task.</summary>
internal static class ShardEnvironment
{
    private const string SlurmTask = "SLURM_ARRAY_TASK_ID";
    private const string KubernetesTask = "JOB_COMPLETION_INDEX";
    private const string Shares = "TRANSFER_SHARDS";

    /// <summary>Decides on the share.</summary>
    /// <param name="share"><c>i/n</c>; wins over everything else. Null where it was not given.</param>
    /// <param name="shares">How many shares there are, where the environment says which; null for what the environment says.</param>
    /// <param name="read">Reads a variable of the environment; null where it is not set.</param>
    /// <returns>The share, and a sentence that says why; no sentence for all files.</returns>
    /// <exception cref="ArgumentException">The values make no sense.</exception>
    public static (ShardShare Share, string? Why) Choose(string? share, int? shares, Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (share is not null)
        {
            var given = ShardShare.Parse(share);
            return shares is null || shares == given.Count ? (given, $"Share {given} of the files, as chosen.")
                : throw new ArgumentException(
                    $"The share {share} and {shares} shares were given, which contradict each other. Give one of them.");
        }

        if (shares is < 1)
        {
            throw new ArgumentException($"The number of shares is {shares}; expected 1 or more.");
        }

        shares ??= Number(read, Shares);
        if (Number(read, SlurmTask) is { } slurm)
        {
            return Slurm(slurm, shares, read);
        }

        if (Number(read, KubernetesTask) is { } index)
        {
            return shares is { } count ? Task(index, count, KubernetesTask) : throw new ArgumentException(
                $"{KubernetesTask} is {index}, so this is one of several tasks, but their number is not known. " +
                $"Give the number of shares, which is that of the job's completions, also as {Shares}, or the share 0/1 for all files.");
        }

        return shares is null or 1 ? (ShardShare.All, null) : throw new ArgumentException(
            $"There are to be {shares} shares, but neither {SlurmTask} nor {KubernetesTask} says which one this is. " +
            $"Give the share, such as 0/{shares}.");
    }

    private static (ShardShare Share, string Why) Slurm(int task, int? shares, Func<string, string?> read)
    {
        if (shares is { } given)
        {
            return Task(task, given, SlurmTask);
        }

        var count = Number(read, "SLURM_ARRAY_TASK_COUNT") ?? throw new ArgumentException(
            $"{SlurmTask} is {task}, but SLURM_ARRAY_TASK_COUNT is not set. Give the number of shares.");
        var (least, step) = (Number(read, "SLURM_ARRAY_TASK_MIN") ?? 0, Math.Max(1, Number(read, "SLURM_ARRAY_TASK_STEP") ?? 1));
        var index = (task - least) / step;
        var tasks = $"the {count} tasks from {least} in steps of {step}";
        return (task - least) % step == 0 && index >= 0 && index < count
            ? (new ShardShare(index, count), $"Share {index}/{count} of the files: {SlurmTask} is {task}, number {index + 1} of {tasks}.")
            : throw new ArgumentException(
                $"{SlurmTask} is {task}, which is not among {tasks}. " +
                $"Number the array without gaps, from 0 to {count - 1}, or give the number of shares.");
    }

    private static (ShardShare Share, string Why) Task(int index, int count, string variable) => index >= 0 && index < count
        ? (new ShardShare(index, count), $"Share {index}/{count} of the files: {variable} is {index}, of {count} shares.")
        : throw new ArgumentException(
            $"{variable} is {index}, but with {count} shares it must be 0 to {count - 1}. Number the tasks from 0.");

    private static int? Number(Func<string, string?> read, string variable) => read(variable) is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"{variable} is '{text}'; expected a number.");
}
