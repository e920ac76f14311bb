namespace Transfer.Pipeline.Folds;

/// <summary>The outcomes of the finished folds of an unfinished run, from which a stopped run continues.</summary>
/// <remarks>The first line identifies the run, then follows a line per fold. An incomplete last line is ignored.</remarks>
internal sealed class FoldCheckpoint : IDisposable
{
    private readonly string _path;
    private readonly Dictionary<(int Repeat, int Fold), FoldOutcome> _outcomes = [];
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;

    /// <param name="identity">A hash of everything that the scores depend on; a file with another one is replaced.</param>
    /// <param name="resume">Whether to continue with the scores of an existing file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="InvalidDataException">The existing scores are damaged.</exception>
    public FoldCheckpoint(string path, string identity, bool resume)
    {
        _path = path;
        var text = resume && File.Exists(path) ? File.ReadAllText(path) : "";
        // A line without its end was cut off.
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        string[] lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var counts = lines is [var first, ..] && first == identity;
        foreach (var outcome in counts ? Parse(lines[1..]) : [])
        {
            _outcomes[(outcome.Score.Repeat, outcome.Score.Fold)] = outcome;
        }

        // Valid lines are never rewritten, so that they survive whenever the program is killed.
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        stream.SetLength(counts ? whole.Length : 0);
        stream.Seek(0, SeekOrigin.End);
        _file = new StreamWriter(stream) { NewLine = "\n", AutoFlush = true };
        if (!counts)
        {
            _file.WriteLine(identity);
        }
    }

    /// <summary>The number of finished folds.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _outcomes.Count;
            }
        }
    }

    /// <summary>Finds the outcome of a fold; null when it is not finished.</summary>
    public FoldOutcome? Find(Fold fold)
    {
        lock (_lock)
        {
            return _outcomes.GetValueOrDefault((fold.Repeat, fold.Number));
        }
    }

    /// <summary>Records an outcome.</summary>
    public void Add(FoldOutcome outcome)
    {
        lock (_lock)
        {
            _outcomes[(outcome.Score.Repeat, outcome.Score.Fold)] = outcome;
            _file.WriteLine(outcome);
        }
    }

    /// <summary>Deletes the file, when all scores are written elsewhere.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _file.Dispose();

    private FoldOutcome[] Parse(string[] rows)
    {
        try
        {
            return Array.ConvertAll(rows, FoldOutcome.Parse);
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException($"'{_path}' is damaged ({exception.Message.TrimEnd('.')}), so the folds cannot go on from it. "
                + "Delete it and resume again: they then begin anew.", exception);
        }
    }
}
