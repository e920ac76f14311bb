using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Transfer.Pipeline.Tuning;

/// <summary>
/// What a tournament knows so far, in its folder: <c>state.json</c> has times and preprocessings, a file in <c>heads</c> the outcomes of
/// the folds of a configuration. Both are found again when the same tournament is run again.
/// </summary>
internal sealed class TuneState
{
    private readonly string _path;
    private readonly Facts _facts;

    private TuneState(string folder, Facts facts) => (Folder, _path, _facts) = (folder, StatePath(folder), facts);

    public string Folder { get; }

    /// <summary>Opens the folder of a tournament, which is made where there is none.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    public static TuneState Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(HeadsOf(folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The folder '{folder}' of the tournament cannot be made: {exception.Message.TrimEnd('.')}. Give another one.", exception);
        }

        var path = StatePath(folder);
        try
        {
            return new TuneState(folder, File.Exists(path) ? RunJson.Parse<Facts>(File.ReadAllText(path)) : new Facts());
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"'{path}' is damaged ({exception.Message.TrimEnd('.')}). Delete it; the folds that were measured are kept.", exception);
        }
    }

    /// <summary>The time of a base for an image, which is measured once.</summary>
    public double MillisecondsOf(string recipe, Func<double> measure)
    {
        if (!_facts.Bases.TryGetValue(recipe, out var known))
        {
            _facts.Bases[recipe] = known = measure();
            Save();
        }

        return known;
    }

    /// <summary>The preprocessing of a network of which none is known, which is looked for once.</summary>
    /// <param name="network">The SHA-256 of its file.</param>
    public string PreprocessingOf(string network, Func<string> find)
    {
        if (!_facts.Preprocessings.TryGetValue(network, out var known))
        {
            _facts.Preprocessings[network] = known = find();
            Save();
        }

        return known;
    }

    /// <summary>Adds the time of training heads.</summary>
    public void AddTraining(string configuration, double seconds, int heads)
    {
        if (heads > 0)
        {
            var known = _facts.Heads.GetValueOrDefault(configuration) ?? new HeadTime(0, 0);
            _facts.Heads[configuration] = new HeadTime(known.Seconds + seconds, known.Count + heads);
            Save();
        }
    }

    /// <summary>The mean time of training a head; 0 where none was trained.</summary>
    public double SecondsOf(string configuration) =>
        _facts.Heads.GetValueOrDefault(configuration) is { Count: > 0 } time ? time.Seconds / time.Count : 0;

    /// <summary>The outcomes of a configuration so far.</summary>
    /// <param name="configuration">The hash of everything that its outcomes depend on.</param>
    public FoldCheckpoint Checkpoint(string configuration) =>
        new(Path.Combine(HeadsOf(Folder), $"{configuration[..16]}.partial"), configuration, resume: true);

    /// <summary>A hash of texts.</summary>
    public static string Hash(params IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));

    private static string HeadsOf(string folder) => Path.Combine(folder, "heads");

    private static string StatePath(string folder) => Path.Combine(folder, "state.json");

    private void Save() => AtomicFile.Write(_path, Encoding.UTF8.GetBytes(RunFolder.ToJson(_facts)));

    private sealed record Facts
    {
        public SortedDictionary<string, double> Bases { get; init; } = [];

        public SortedDictionary<string, HeadTime> Heads { get; init; } = [];

        public SortedDictionary<string, string> Preprocessings { get; init; } = [];
    }

    private sealed record HeadTime(double Seconds, int Count);
}
