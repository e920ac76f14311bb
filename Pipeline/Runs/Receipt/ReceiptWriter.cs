using System.Reflection;

namespace Transfer.Pipeline;

/// <summary>Collects the receipt of a run while it is done.</summary>
internal sealed class ReceiptWriter(TimeProvider time)
{
    private readonly List<StageTime> _stages = [];
    private readonly Dictionary<string, string> _hashes = [];

    /// <summary>Does a stage and notes its time.</summary>
    public T Time<T>(string stage, Func<T> work)
    {
        var (started, clock) = (time.GetUtcNow(), time.GetTimestamp());
        var result = work();
        _stages.Add(new StageTime(stage, started, Math.Round(time.GetElapsedTime(clock).TotalSeconds, 3)));
        return result;
    }

    /// <summary>Notes a hash that is known already.</summary>
    public void Add(string name, string hash) => _hashes[name] = hash;

    /// <summary>Notes the hashes of the run's files that are there.</summary>
    public void AddFiles(params IEnumerable<string> paths)
    {
        foreach (var path in paths.Where(File.Exists))
        {
            _hashes[Path.GetFileName(path)] = ContentHash.OfFile(path).ToString();
        }
    }

    public RunReceipt ToReceipt() => new()
    {
        Command = CommandLine(),
        Commit = Commit(),
        Processor = MachineReport.ProcessorName(),
        Cores = Environment.ProcessorCount,
        Hashes = new Dictionary<string, string>(_hashes),
        Stages = [.. _stages],
    };

    /// <summary>Of our program alone: the arguments of others are nobody's business.</summary>
    private static string? CommandLine() => Assembly.GetEntryAssembly()?.GetName().Name == "transfer"
        ? string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("transfer").Select(a => a.Contains(' ') ? $"\"{a}\"" : a))
        : null;

    /// <summary>What SourceLink writes behind the version.</summary>
    private static string? Commit() => typeof(ReceiptWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion.Split('+') is [_, var commit] ? commit : null;
}
